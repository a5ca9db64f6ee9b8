"""How near texts are to the entries of one language, by words and by characters, in the question and in the answer."""

from collections.abc import Sequence

from crm_backend.solutions.bm25 import Bm25
from crm_backend.solutions.counting import Cosine, Floats, Vocabulary, character_runs
from crm_backend.solutions.terms import runs, telling, telling_terms

_LENGTHS = (2, 4)  # of character runs; they forgive misspelling and inflection


class Fields:
    """One item of each argument an entry: what is asked (title and rephrasings), and the answer."""

    def __init__(self, asked: Sequence[str], body: Sequence[str]) -> None:
        asked_runs, body_runs = [runs(text) for text in asked], [runs(text) for text in body]
        asked_words = [telling_terms(some) for some in asked_runs]
        all_words = [[*words, *telling_terms(some)] for words, some in zip(asked_words, body_runs, strict=True)]
        self._held = [frozenset(words) for words in all_words]
        self._words = Vocabulary(all_words)
        self._asked_words = Bm25(self._words.counts(asked_words), k1=1.5, b=0.75)
        self._all_words = Bm25(self._words.counts(all_words), k1=1.5, b=0.9)
        asked_characters, body_characters = _characters(asked_runs), _characters(body_runs)
        self._characters = Vocabulary([*asked_characters, *body_characters])
        self._asked_characters = Cosine(self._characters.counts(asked_characters))
        self._body_characters = Cosine(self._characters.counts(body_characters))

    def held(self, entry: int) -> frozenset[str]:
        """The terms of one entry."""
        return self._held[entry]

    def compare(self, texts: Sequence[Sequence[str]]) -> list[Floats]:
        """For texts as their runs four tables, texts x entries: asked words, all words, asked and body characters."""
        words = [telling_terms(text) for text in texts]
        found = self._words.counts(words)
        unknown = [len(some) for some in words] - found.sum(axis=1).A1
        characters = self._characters.counts(_characters(texts))
        return [
            self._asked_words.scores(found, unknown),
            self._all_words.scores(found, unknown),
            self._asked_characters.scores(characters),
            self._body_characters.scores(characters),
        ]


def _characters(texts: Sequence[Sequence[str]]) -> list[list[str]]:
    return [character_runs(telling(text), *_LENGTHS) for text in texts]
