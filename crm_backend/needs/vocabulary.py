"""Which grams are known, and how much each of them says: TF-IDF with damped counts, one unit of length a text."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from crm_backend.needs.arrays import Floats, Hashes, Ints
from crm_backend.needs.grams import Grams
from crm_backend.needs.tokens import joined


@dataclass(frozen=True)
class Vocabulary:
    """`known` is sorted; the column of a gram is its place in it, its weight `rarity` there."""

    known: Hashes
    rarity: Floats

    def columns(self, hashes: Hashes) -> Ints:
        """The column of each gram, -1 for those that are unknown."""
        if not len(self.known):
            return np.full(len(hashes), -1, np.int64)
        places = np.minimum(np.searchsorted(self.known, hashes), len(self.known) - 1)
        return np.where(self.known[places] == hashes, places, -1)

    def counts(self, grams: Grams, columns: Ints, size: int) -> csr_matrix:
        """Texts × grams: how often."""
        seen = columns >= 0
        ones = np.ones(int(seen.sum()), np.float32)
        shape = (size, len(self.known))
        counted = csr_matrix((ones, (grams.rows[seen], columns[seen])), shape)
        counted.sum_duplicates()
        return counted

    def weighted(self, counts: csr_matrix) -> csr_matrix:
        """`counts` may be fractions: what a former message said counts for less."""
        values = counts.copy()
        values.data = np.log1p(values.data) * self.rarity[values.indices]
        lengths = np.sqrt(np.bincount(_rows(values), values.data**2, values.shape[0]))
        values.data = (values.data / np.maximum(lengths, 1e-9)[_rows(values)]).astype(np.float32)
        return values


def learned(grams: Grams, size: int, least: int) -> Vocabulary:
    """The grams that at least `least` of the `size` texts hold."""
    _, once = np.unique(joined(grams.hashes, grams.rows.astype(np.uint64)), return_index=True)
    known, held = np.unique(grams.hashes[once], return_counts=True)
    kept = held >= least
    rarity = np.log((1 + size) / (1 + held[kept])) + 1
    return Vocabulary(known[kept], rarity.astype(np.float32))


def _rows(matrix: csr_matrix) -> Ints:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
