"""What runs in a worker. The server imports this file to name it, so what computes is imported only there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rapport_text.entities import Entity, find_entities, resolved
from rapport_text.language import detect
from rapport_text.products import ProductFinder

OTHER = "other"  # a language that is none of ours

if TYPE_CHECKING:
    from crm_backend.needs.reader import Reader, Reading


@dataclass(frozen=True)
class Given:
    """Conversations (the customer's messages, oldest first), the catalogue's (id, name) pairs, and the day."""

    conversations: Sequence[Sequence[str]]
    products: tuple[tuple[str, str], ...]
    today: date


@dataclass(frozen=True)
class Found:
    """`entities` are those of the last message."""

    reading: "Reading"
    language: str | None
    entities: list[Entity]


def load_reader(path: Path) -> "Reader":
    from crm_backend.needs.bundle import load
    from crm_backend.needs.reader import Reader

    return Reader(load(path))


def read(reader: "Reader", given: Given) -> list[Found]:
    """One result a conversation."""
    finder = _finder(given.products)
    readings = reader.read_all(given.conversations)
    return [
        Found(
            reading,
            language_of(messages, reading.known),
            entities_of(messages[-1], finder, given.today) if messages else [],
        )
        for reading, messages in zip(readings, given.conversations, strict=True)
    ]


@lru_cache(maxsize=2)
def _finder(products: tuple[tuple[str, str], ...]) -> ProductFinder:
    return ProductFinder(products)


def entities_of(text: str, finder: ProductFinder, today: date) -> list[Entity]:
    return resolved([*find_entities(text, today), *finder.find(text)])


def language_of(messages: Sequence[str], known: bool) -> str | None:
    """Of the last message that has one. "other" for words that are neither; None where there are no words.

    Bare English nouns ("refund?") look like those of any language: they are English if the model knows them.
    """
    found = next((language for text in reversed(messages) if (language := detect(text))), None)
    if found:
        return found
    letters = "".join(character for text in messages for character in text if character.isalpha())
    if not letters:
        return None
    return "en" if known and letters.isascii() else OTHER
