"""BM25 over a field of all entries, as the share of what a query asks for that an entry holds."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from crm_backend.solutions.counting import Floats


class Bm25:
    """Robertson's BM25; `counts` has one row an entry, one column a term.

    k1 and b as measured on the tuning half of StackFAQ (docs/benchmarks.md). A query's score is divided by the
    idf of all that it asks for, so a short and a long query can be compared; about 0 (nothing) to k1 + 1.
    """

    def __init__(self, counts: csr_matrix, k1: float, b: float) -> None:
        entries = counts.shape[0]
        holding = np.bincount(counts.indices, minlength=counts.shape[1])
        self._idf: Floats = np.log1p((entries - holding + 0.5) / (holding + 0.5))
        self._idf_of_unknown = float(np.log1p((entries + 0.5) / 0.5))
        lengths = np.asarray(counts.sum(axis=1), dtype=float).ravel()
        relative = lengths / max(float(lengths.mean()), 1.0)
        weights = counts.astype(float).tocoo()
        damped = k1 * (1 - b + b * relative[weights.row])
        weights.data = weights.data * (k1 + 1) / (weights.data + damped) * self._idf[weights.col]
        self._weights = weights.tocsr().T.tocsr()

    def scores(self, queries: csr_matrix, unknown: Sequence[int]) -> Floats:
        """One row a query, one column an entry. `unknown`: how many terms of each query no entry has."""
        found: Floats = (queries @ self._weights).toarray()
        asked = queries @ self._idf + np.asarray(unknown) * self._idf_of_unknown
        share: Floats = found / np.maximum(asked, 1e-9)[:, None]
        return share
