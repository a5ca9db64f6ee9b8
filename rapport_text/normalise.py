"""One spelling for full-width, styled and odd characters, without moving a single offset."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapport_text.han import SIMPLER, TRADITIONAL

_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63", "-")


@lru_cache(maxsize=4096)
def _one(character: str) -> str:
    if character in _DASHES:
        return "-"
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def normalise(text: str) -> str:
    """The text in NFKC, character by character: same length, so offsets in it are offsets in `text`."""
    return text if text.isascii() else "".join(map(_one, text))


def simplified(text: str) -> str:
    """The text in simplified characters, one for one: same length, so offsets in it are offsets in `text`."""
    return text.translate(SIMPLER) if TRADITIONAL.search(text) else text


def lowered(text: str) -> str:
    """The text in lower case, same length: a letter whose small form is longer stays."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(low if len(low := c.lower()) == 1 else c for c in text)


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these stretches out of sight; everything else stays where it is."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = "\0" * (end - start)
    return "".join(characters)
