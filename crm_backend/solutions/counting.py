"""Counts of terms in texts, as sparse rows: what BM25 and TF-IDF are computed from."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]


class Vocabulary:
    """The terms of the entries, numbered. scikit-learn's own takes ten times as long for a single text."""

    def __init__(self, documents: Iterable[Iterable[str]]) -> None:
        self._numbers: dict[str, int] = {}
        for document in documents:
            for term in document:
                self._numbers.setdefault(term, len(self._numbers))

    def counts(self, documents: Iterable[Iterable[str]]) -> csr_matrix:
        """One row a document, one column a term; terms that are not in the vocabulary are left out."""
        number = self._numbers.get
        columns: list[int] = []
        ends = [0]
        for document in documents:
            columns += [found for found in map(number, document) if found is not None]
            ends.append(len(columns))
        shape = (len(ends) - 1, len(self._numbers))
        counts = csr_matrix((np.ones(len(columns)), np.array(columns, dtype=np.int32), np.array(ends)), shape=shape)
        counts.sum_duplicates()
        return counts


class Cosine:
    """TF-IDF with damped counts (1 + ln n), and the cosine to every entry."""

    def __init__(self, counts: csr_matrix) -> None:
        holding = np.bincount(counts.indices, minlength=counts.shape[1])
        self._idf: Floats = np.log((1 + counts.shape[0]) / (1 + holding)) + 1
        self._entries = self._weighted(counts).T.tocsr()

    def scores(self, queries: csr_matrix) -> Floats:
        """One row a query, one column an entry."""
        similar: Floats = (self._weighted(queries) @ self._entries).toarray()
        return similar

    def _weighted(self, counts: csr_matrix) -> csr_matrix:
        weights = (1 + np.log(counts.data)) * self._idf[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        lengths = np.sqrt(np.bincount(rows, weights * weights, minlength=counts.shape[0]))
        return csr_matrix((weights / lengths[rows], counts.indices, counts.indptr), shape=counts.shape)


def character_runs(words: Sequence[str], shortest: int, longest: int) -> list[str]:
    """All runs of so many characters within each word, a space before and after it included."""
    found: list[str] = []
    for word in words:
        padded = f" {word} "
        size = len(padded)
        for length in range(shortest, min(longest, size) + 1):
            found += [padded[at : at + length] for at in range(size - length + 1)]
    return found
