"""A short text in Chinese or English as one sparse row: its words, its spelling, and what its words stand near."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapport_text.normalise import normalise
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from bot.spans import named_spans
from bot.word_vectors import WordVectors

_WORDS = r"[^\W\d_\u3007\u3400-\u4dbf\u4e00-\u9fff]+(?:'[a-z]{1,3})?|\d+|[\u3007\u3400-\u4dbf\u4e00-\u9fff]|[^\w\s]"
_WORDS_WEIGH = 0.7  # spelling weighs 1
_SHORT_PIECE = 3
_MANY = 20_000  # texts from which spelling that only one of them holds is left out: two thirds of all, and no loss
_FAMILIAR_ENOUGH = 0.5  # a text of which less is familiar counts for less


def prepare(text: str) -> str:
    """Full-width and upper-case forms made one; every order id and every contact becomes the same word."""
    plain = normalise(text)
    for start, end, word in reversed(named_spans(text)):
        plain = f"{plain[:start]} {word} {plain[end:]}"
    return plain.lower()


class TextFeatures:
    """Words and Chinese characters (1-2 grams), spelling (2-5 characters within words), both by TF-IDF; with unlabelled
    texts also the average of word vectors learned from them."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(token_pattern=_WORDS, ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
        self._vectors: WordVectors | None = None

    def fit_transform(self, texts: Sequence[str], unlabelled: Sequence[str] = ()) -> csr_matrix:
        """Rows of `texts`, then of `unlabelled`."""
        known = [prepare(text) for text in (*texts, *unlabelled)]
        least = 2 if len(known) >= _MANY else 1
        self._spelling = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=least, sublinear_tf=True, dtype=np.float32
        )
        words, spelling = self._words.fit_transform(known), self._spelling.fit_transform(known)
        if unlabelled:
            self._vectors = WordVectors(_WORDS).fit(known)
        self._rarity = self._words.idf_.astype(float) ** 2
        self._rarest = float(self._rarity.max())
        self._single = TfidfVectorizer(token_pattern=_WORDS).build_analyzer()
        self._pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, _SHORT_PIECE)).build_analyzer()
        return self._rows(known, words, spelling)

    def transform(self, texts: Sequence[str]) -> tuple[csr_matrix, np.ndarray]:
        """Texts × features, and how much of each text the examples know: 0 to 1."""
        known = [prepare(text) for text in texts]
        rows = self._rows(known, self._words.transform(known), self._spelling.transform(known))
        return rows, np.array([self._known(text) for text in known])

    def _rows(self, prepared: list[str], words: csr_matrix, spelling: csr_matrix) -> csr_matrix:
        rows = normalize(hstack([_WORDS_WEIGH * words, spelling], format="csr"), copy=False)
        if not self._vectors:
            return rows
        return hstack([rows, csr_matrix(self._vectors.transform(prepared))], format="csr")

    def _known(self, prepared: str) -> float:
        """TF-IDF alone leaves out words that it has never seen, blows up the rest to full size, and is sure of it. Here
        they count in the length as the rarest words do."""
        places = [self._words.vocabulary_.get(word) for word in self._single(prepared)]
        seen = sum(self._rarity[place] for place in places if place is not None)
        unseen = places.count(None) * self._rarest
        return float(np.sqrt(seen / (seen + unseen)) if seen else 0.0) * self._familiar(prepared)

    def _familiar(self, prepared: str) -> float:
        """Below 1 where most of the spelling is of no language of the examples."""
        pieces = self._pieces(prepared)
        share = sum(piece in self._spelling.vocabulary_ for piece in pieces) / max(len(pieces), 1)
        return min(1.0, share / _FAMILIAR_ENOUGH)
