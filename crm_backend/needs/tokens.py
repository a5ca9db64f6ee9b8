"""A batch of texts as one array of characters and one of tokens; every token knows where it stands in its text.

A token is a word of letters, a number, one Chinese character, or one mark. Nothing here loops over texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_backend.needs.arrays import Flags, Hashes, Ints
from crm_backend.needs.characters import DIGIT, HAN, MARK, SILENT, SPACE, kinds_of, read_as

_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_INVERSE = np.uint64(pow(int(_BASE), -1, 2**64))
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)
_LONG = 5  # digits: of a number only its length counts, and only up to here


@dataclass(frozen=True)
class Batch:
    """`start` and `end` of a token are offsets in its original text; `first` and `last` in `codes`."""

    size: int
    codes: NDArray[np.uint32]
    rows: Ints  # of each token: the text that it stands in
    kinds: NDArray[np.uint8]
    hashes: Hashes
    start: Ints
    end: Ints
    first: Ints
    last: Ints


def tokens(texts: Sequence[str]) -> Batch:
    """The tokens of all texts, in their order."""
    lengths = np.fromiter((len(text) for text in texts), np.int64, len(texts))
    raw = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    rows = np.repeat(np.arange(len(texts)), lengths)
    offsets = np.arange(len(raw)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    codes, kinds = read_as(raw), kinds_of(raw)
    kept = _kept(codes, kinds, rows)
    codes, kinds, rows, offsets = codes[kept], kinds[kept], rows[kept], offsets[kept]
    first = np.flatnonzero(_begins(kinds, rows, offsets))
    last = _ends(first, kinds, rows)
    hashes = span_hashes(codes, first, last)
    numbers = kinds[first] == DIGIT
    hashes[numbers] = mixed(np.minimum(last - first, _LONG)[numbers].astype(np.uint64))
    return Batch(
        size=len(texts),
        codes=codes,
        rows=rows[first],
        kinds=kinds[first],
        hashes=hashes,
        start=offsets[first],
        end=offsets[last - 1] + 1 if len(first) else first,
        first=first,
        last=last,
    )


def _kept(codes: NDArray[np.uint32], kinds: NDArray[np.uint8], rows: Ints) -> Flags:
    """Without silent characters and what is stretched (sooooo, !!!!)."""
    again = np.zeros(len(codes), np.bool_)
    again[1:] = (codes[1:] == codes[:-1]) & (rows[1:] == rows[:-1])
    stretched = again.copy()
    stretched[1:] &= again[:-1]
    return np.asarray((kinds != SILENT) & ~(stretched & (kinds != DIGIT)))


def _begins(kinds: NDArray[np.uint8], rows: Ints, offsets: Ints) -> Flags:
    begins = np.ones(len(kinds), np.bool_)
    begins[1:] = (kinds[1:] != kinds[:-1]) | (rows[1:] != rows[:-1])
    return np.asarray((begins | (kinds == HAN) | (kinds == MARK)) & (kinds != SPACE))


def _ends(first: Ints, kinds: NDArray[np.uint8], rows: Ints) -> Ints:
    """Where each token ends: before the next change of kind or text."""
    changes = np.ones(len(kinds) + 1, np.bool_)
    changes[1:-1] = (kinds[1:] != kinds[:-1]) | (rows[1:] != rows[:-1]) | (kinds[1:] == HAN) | (kinds[1:] == MARK)
    borders = np.flatnonzero(changes)
    return borders[np.searchsorted(borders, first, side="right")]


def span_hashes(codes: NDArray[np.uint32], first: Ints, last: Ints) -> Hashes:
    """One number for each span of `codes`, the same wherever it stands (a polynomial modulo 2^64)."""
    powers = np.full(len(codes) + 1, _BASE, np.uint64)
    inverses = np.full(len(codes) + 1, _INVERSE, np.uint64)
    powers[0] = inverses[0] = 1
    powers, inverses = np.cumprod(powers, dtype=np.uint64), np.cumprod(inverses, dtype=np.uint64)
    sums = np.zeros(len(codes) + 1, np.uint64)
    sums[1:] = np.cumsum(mixed(codes.astype(np.uint64)) * powers[:-1], dtype=np.uint64)
    return mixed((sums[last] - sums[first]) * inverses[first])


def mixed(values: Hashes) -> Hashes:
    """Spread over all 64 bits."""
    spread = (values + _BASE) * _MIX
    return (spread ^ (spread >> _SHIFT)) * _MIX


def joined(left: Hashes, right: Hashes) -> Hashes:
    """The hash of two neighbours, different from that of the same two in the other order."""
    return mixed(left * _BASE + right)
