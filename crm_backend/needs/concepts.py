"""Expressions of both languages that mean the same: data/needs/concepts.toml, found in a batch of texts.

A concept that is denied ("not urgent", "不是要退货") is another feature than the concept itself.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crm_backend.needs.arrays import Hashes, Ints
from crm_backend.needs.denial import denied
from crm_backend.needs.grams import Grams
from crm_backend.needs.tokens import Batch, joined, tokens

LONGEST = 7  # tokens of an expression
_ENDINGS = ("", "s", "d", "ed", "es", "ing", "able")


@dataclass(frozen=True)
class Concepts:
    """`names` in the order of their numbers; `known` sorted, with the number of the concept of each."""

    names: tuple[str, ...]
    known: Hashes
    number: Ints

    @property
    def size(self) -> int:
        """Columns: every concept, and every denied concept after them."""
        return 2 * len(self.names)

    def find(self, batch: Batch) -> tuple[Grams, Ints]:
        """Where concepts stand, and the column of each."""
        parts = [self._of_length(batch, hashes, length) for length, hashes in _runs(batch)]
        token = np.concatenate([part[0] for part in parts])
        length = np.concatenate([part[1] for part in parts])
        number = np.concatenate([part[2] for part in parts])
        columns = number + len(self.names) * denied(batch)[token]
        return Grams(np.zeros(len(token), np.uint64), batch.rows[token], token, length), columns

    def _of_length(self, batch: Batch, hashes: Hashes, length: int) -> tuple[Ints, Ints, Ints]:
        low = np.searchsorted(self.known, hashes, side="left")
        high = np.searchsorted(self.known, hashes, side="right")
        meant = high - low
        token = np.repeat(np.arange(len(hashes)), meant)
        ahead = np.arange(len(token)) - np.repeat(np.cumsum(meant) - meant, meant)
        return token, np.full(len(token), length, np.int64), self.number[np.repeat(low, meant) + ahead]


def concepts(expressions: Mapping[str, Sequence[str]]) -> Concepts:
    """From each concept's expressions, whatever their language."""
    names = tuple(sorted(expressions))
    spelled = [(text, number) for number, name in enumerate(names) for text in _spelled(expressions[name])]
    batch = tokens([text for text, _ in spelled])
    lengths = np.bincount(batch.rows, minlength=len(spelled))
    begins = np.cumsum(lengths) - lengths
    runs = dict(_runs(batch))
    pairs = {(int(runs[int(lengths[row])][begins[row]]), number) for row, (_, number) in enumerate(spelled)}
    ordered = sorted(pairs)
    return Concepts(
        names, np.array([pair[0] for pair in ordered], np.uint64), np.array([pair[1] for pair in ordered], np.int64)
    )


def read_concepts(path: Path) -> Concepts:
    told = tomllib.loads(path.read_text("utf-8"))
    return concepts({name: [*entry["en"], *entry["zh"]] for name, entry in told.items()})


def _spelled(expressions: Sequence[str]) -> Iterator[str]:
    for text in expressions:
        if not text.endswith("*"):
            yield text
            continue
        stem = text[:-1]
        yield from (stem + ending for ending in _ENDINGS)
        if stem.endswith("e"):
            yield from (stem[:-1] + "ing", stem[:-1] + "able")


def _runs(batch: Batch) -> Iterator[tuple[int, Hashes]]:
    """The hashes of all runs of one token, two tokens ... of one text; other runs get the hash 0."""
    hashes = batch.hashes
    for length in range(1, LONGEST + 1):
        if length > 1:
            hashes = joined(hashes[:-1], batch.hashes[length - 1 :])
        together = batch.rows[: len(hashes)] == batch.rows[length - 1 :]
        yield length, np.where(together, hashes, np.uint64(0))
