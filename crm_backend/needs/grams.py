"""What a text is made of: one to three neighbouring tokens, and two to five letters within a word.

Every gram is a hash, and remembers the tokens that it covers, so that a weight can be shown on the words of a text.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_backend.needs.arrays import Flags, Hashes, Ints
from crm_backend.needs.characters import LETTER
from crm_backend.needs.denial import denied
from crm_backend.needs.tokens import Batch, joined, mixed, span_hashes

MOST_TOKENS = 3
LETTERS = range(2, 6)
_EDGE = 32  # stands before and after a word
_SALT = np.uint64(0x5851F42D4C957F2D)


@dataclass(frozen=True)
class Grams:
    """One entry an occurrence. It covers `length` tokens from `token` on."""

    hashes: Hashes
    rows: Ints
    token: Ints
    length: Ints


def token_grams(batch: Batch) -> Grams:
    """Runs of up to MOST_TOKENS tokens of one text. A single token that is denied is another one."""
    found = [_denied(_whole(batch.hashes, batch), batch)]
    hashes = batch.hashes
    for length in range(2, MOST_TOKENS + 1):
        hashes = joined(hashes[:-1], batch.hashes[length - 1 :])
        together = batch.rows[: len(hashes)] == batch.rows[length - 1 :]
        found.append(_chosen(hashes, batch, together, length))
    return _all(found)


def letter_grams(batch: Batch) -> Grams:
    """Pieces of words: they survive misspelling and inflection."""
    words = np.flatnonzero(batch.kinds == LETTER)
    lengths = batch.last[words] - batch.first[words]
    ends = np.cumsum(lengths + 2)
    codes = np.full(ends[-1] if len(ends) else 0, _EDGE, np.uint32)
    inside = np.arange(lengths.sum()) + 1 + 2 * np.repeat(np.arange(len(words)), lengths)
    letters = np.arange(lengths.sum()) + np.repeat(batch.first[words] - (np.cumsum(lengths) - lengths), lengths)
    codes[inside] = batch.codes[letters]
    word = np.repeat(words, lengths + 2)
    return _denied(_all([_pieces(codes, word, batch, length) for length in LETTERS]), batch)


def _denied(grams: Grams, batch: Batch) -> Grams:
    """What stands in a denied word is something else."""
    return replace(grams, hashes=np.where(denied(batch)[grams.token], mixed(grams.hashes), grams.hashes))


def _pieces(codes: NDArray[np.uint32], word: Ints, batch: Batch, length: int) -> Grams:
    first = np.flatnonzero(word[: max(0, len(word) - length + 1)] == word[length - 1 :])
    token = word[first]
    hashes = span_hashes(codes, first, first + length) ^ _SALT
    return Grams(hashes, batch.rows[token], token, np.ones(len(first), np.int64))


def _whole(hashes: Hashes, batch: Batch) -> Grams:
    count = len(hashes)
    return Grams(hashes, batch.rows, np.arange(count), np.ones(count, np.int64))


def _chosen(hashes: Hashes, batch: Batch, together: Flags, length: int) -> Grams:
    token = np.flatnonzero(together)
    salted = mixed(hashes[token] + np.uint64(length))
    return Grams(salted, batch.rows[token], token, np.full(len(token), length, np.int64))


def _all(parts: list[Grams]) -> Grams:
    return Grams(
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.token for part in parts]),
        np.concatenate([part.length for part in parts]),
    )
