"""What a text is about: runs of content words, weighed by how often and how early they come, and how rare they are."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crm_backend.language.lexicon import word_list
from crm_backend.language.segmenting import frequency


class Keyword(NamedTuple):
    """A word or a short phrase as it is written where it first stands; the first has the weight 1."""

    text: str
    start: int
    end: int
    weight: float


class Piece(NamedTuple):
    """A word with what keywords are chosen by."""

    text: str
    start: int
    end: int
    script: str
    pos: str


_KINDS = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
_HEADS = frozenset({"NOUN", "PROPN"})
_LONGEST = 3  # words of a phrase
_COMMON = 60_000  # a Chinese word seen that often says nothing
_VERB = 0.6  # what something is done with says more than what is done


def keywords(text: str, pieces: Sequence[Piece], most: int) -> list[Keyword]:
    """The weightiest words and phrases, none twice and none within another."""
    found: dict[str, list[Piece]] = {}
    score: dict[str, float] = {}
    for phrase in _phrases(text, pieces):
        key = text[phrase[0].start : phrase[-1].end].lower()
        early = 1.0 + 0.5 * (1 - phrase[0].start / max(1, len(text)))
        score[key] = score.get(key, 0.0) + _weight(phrase) * (early if key not in found else 0.5)
        found.setdefault(key, phrase)
    chosen: list[str] = []
    for key in sorted(score, key=lambda key: (-score[key], found[key][0].start)):
        if len(chosen) < most and not any(key in other or other in key for other in chosen):
            chosen.append(key)
    return [_keyword(text, found[key], score[key] / score[chosen[0]]) for key in chosen]


def is_content(piece: Piece) -> bool:
    """Whether a word says something by itself."""
    word = piece.text.lower()
    if piece.pos not in _KINDS or word in word_list(f"stop.{piece.script}"):
        return False
    if piece.script == "zh":
        return len(word) >= 2 and frequency(word) < _COMMON
    return len(word) >= 3 and word[0].isalnum()


def _phrases(text: str, pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Adjectives and nouns that stand together and end in a noun; verbs alone."""
    run: list[Piece] = []
    for piece in pieces:
        joined = run and piece.script == run[-1].script and text[run[-1].end : piece.start] in ("", " ")
        if piece.pos != "VERB" and is_content(piece) and (not run or joined) and len(run) < _LONGEST:
            run.append(piece)
            continue
        yield from _trimmed(run)
        run = [piece] if piece.pos != "VERB" and is_content(piece) else []
        if piece.pos == "VERB" and is_content(piece):
            yield [piece]
    yield from _trimmed(run)


def _trimmed(run: list[Piece]) -> Iterator[list[Piece]]:
    while run and run[-1].pos not in _HEADS:
        run = run[:-1]
    if run:
        yield run


def _weight(phrase: list[Piece]) -> float:
    words = sum(_word_weight(piece) for piece in phrase) / math.sqrt(len(phrase))
    return words * (_VERB if phrase[0].pos == "VERB" else 1.0)


def _word_weight(piece: Piece) -> float:
    if piece.script == "zh":
        return 1.0 + math.log1p(_COMMON / (1 + frequency(piece.text))) / 12
    return 1.0 + min(len(piece.text), 10) / 20


def _keyword(text: str, phrase: list[Piece], weight: float) -> Keyword:
    start, end = phrase[0].start, phrase[-1].end
    return Keyword(text[start:end], start, end, round(weight, 3))
