"""The communication pipeline: languages, words, parts of speech, sentences, entities, sentiment, keywords of a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from crm_backend.language.keywords import Keyword, Piece, keywords
from crm_backend.language.segmenting import Word, sentences_of, words_of
from crm_backend.language.sentiment import Sentiment, sentiment
from crm_backend.language.tagging import tag
from rapport_text.entities import Entity, find_entities, resolved
from rapport_text.language import Language, detect
from rapport_text.normalise import normalise, simplified
from rapport_text.products import ProductFinder


class Token(NamedTuple):
    """A word as it is written, its place in the text, and its part of speech (Universal Dependencies)."""

    text: str
    start: int
    end: int
    pos: str


class Sentence(NamedTuple):
    """Where a sentence stands, and its language; None when it has none of ours."""

    start: int
    end: int
    language: Language | None


@dataclass(frozen=True)
class Analysis:
    """All offsets count characters of the text that was given; `languages` are shares of its words, which sum to 1."""

    language: Language | None
    languages: dict[str, float]
    tokens: list[Token]
    sentences: list[Sentence]
    entities: list[Entity]
    sentiment: Sentiment
    keywords: list[Keyword]


_KEYWORDS = 8


def analyse(text: str, today: date | None = None, products: ProductFinder | None = None) -> Analysis:
    """Never fails. Loads its pipelines when first used, about five seconds; nothing is downloaded."""
    plain = simplified(normalise(text))
    words = words_of(plain)
    pieces = list(_tagged(plain, words))
    found = find_entities(text, today) + (products.find(text) if products else [])
    return Analysis(
        language=detect(text),
        languages=_shares(words),
        tokens=[Token(text[piece.start : piece.end], piece.start, piece.end, piece.pos) for piece in pieces],
        sentences=[Sentence(start, end, detect(text[start:end])) for start, end in sentences_of(plain, words)],
        entities=resolved(found),
        sentiment=sentiment(text),
        keywords=[word._replace(text=text[word.start : word.end]) for word in keywords(plain, pieces, _KEYWORDS)],
    )


def _tagged(plain: str, words: Sequence[Word]) -> Iterator[Piece]:
    """The words with their tags; a run of one script is tagged as a sentence of its language."""
    begin = 0
    for place in range(1, len(words) + 1):
        if place < len(words) and words[place].script == words[begin].script:
            continue
        run = words[begin:place]
        tags = tag([word.text for word in run], run[0].script)
        yield from (Piece(*word, pos) for word, pos in zip(run, tags, strict=True))
        begin = place


def _shares(words: Sequence[Word]) -> dict[str, float]:
    """How many of the words are of each language; digits, marks and codes are of none."""
    counts = {"zh": 0, "en": 0}
    for word in words:
        if word.script == "zh" or word.text.isalpha():
            counts[word.script] += 1
    total = sum(counts.values())
    return {language: round(count / total, 3) for language, count in counts.items() if count}
