"""What a character is to the need models: its one form, and its kind. Two tables, made at the first use."""

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rapport_text.normalise import normalise

SPACE, LETTER, DIGIT, HAN, MARK, SILENT = range(6)
SIZE = 0x20000  # code points above are what they are: rare characters and emoji
_SURROGATES = range(0xD800, 0xE000)
_SILENT = "'’‘`´\u200b\u200c\u200d\ufe0e\ufe0f"  # dont, don't and don’t are one word
_HAN_RANGES = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3134F))


@cache
def forms() -> NDArray[np.uint32]:
    """Code point → the one it is read as: half-width, lower case, every digit a 0."""
    plain = normalise("".join("\0" if code in _SURROGATES else chr(code) for code in range(SIZE)))
    return np.fromiter((_form(character) for character in plain), np.uint32, SIZE)


@cache
def kinds() -> NDArray[np.uint8]:
    """Code point → SPACE, LETTER, DIGIT, HAN, MARK or SILENT."""
    return np.fromiter((_kind(chr(code)) for code in range(SIZE)), np.uint8, SIZE)


def read_as(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    low = codes < SIZE
    return np.where(low, forms()[np.where(low, codes, 0)], codes)


def kinds_of(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    low = codes < SIZE
    others = np.where(codes <= _HAN_RANGES[-1][1], HAN, MARK)
    return np.where(low, kinds()[np.where(low, codes, 0)], others).astype(np.uint8)


def _form(character: str) -> int:
    if character.isdigit():
        return ord("0")
    lower = character.lower()
    return ord(lower) if len(lower) == 1 else ord(character)


def _kind(character: str) -> int:
    if character in _SILENT:
        return SILENT
    if any(first <= ord(character) <= last for first, last in _HAN_RANGES):
        return HAN
    category = unicodedata.category(character)
    if category[0] in "ZC":
        return SPACE
    if character.isdigit():
        return DIGIT
    return LETTER if category[0] in "LM" else MARK
