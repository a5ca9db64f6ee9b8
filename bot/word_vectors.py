"""What words stand near, learned from texts alone.

Positive pointwise mutual information of words within five of each other, reduced by a singular value decomposition
(Levy, Goldberg and Dagan, Improving Distributional Similarity, TACL 2015).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

_SIZE = 100
_REACH = 5
_SMOOTHED = 0.75  # rare neighbours would tell too much otherwise


class WordVectors:
    """A text becomes the average of its words' vectors, rarer words counting more."""

    def __init__(self, pattern: str, seed: int = 7) -> None:
        """`pattern` finds the words."""
        self._weights = TfidfVectorizer(token_pattern=pattern, norm=None, sublinear_tf=True)
        self._seed = seed

    def fit(self, texts: Sequence[str]) -> WordVectors:
        self._weights.fit(texts)
        surprise = _surprise(self._neighbours(texts))
        size = min(_SIZE, surprise.shape[0])
        left, strengths, _ = randomized_svd(surprise, size, n_iter=3, random_state=self._seed)
        self._vectors = normalize(left * np.sqrt(strengths)).astype(np.float32)
        return self

    def transform(self, texts: Sequence[str]) -> np.ndarray:
        """Texts × up to 100, of length 1 (0 for a text without a known word)."""
        return normalize(self._weights.transform(texts) @ self._vectors)

    def _neighbours(self, texts: Sequence[str]) -> csr_matrix:
        """Words × words: how often they stand near each other, the nearer the more."""
        split, places = self._weights.build_analyzer(), self._weights.vocabulary_
        met: Counter[tuple[int, int]] = Counter()
        for text in texts:
            words = [places[word] for word in split(text)]
            for here, word in enumerate(words):
                for before in range(max(0, here - _REACH), here):
                    met[word, words[before]] += 1 / (here - before)
        pairs = np.array(list(met), dtype=int).reshape(-1, 2)
        half = csr_matrix((list(met.values()), pairs.T), (len(places), len(places)), dtype=float)
        return half + half.T


def _surprise(near: csr_matrix) -> csr_matrix:
    total = np.asarray(near.sum(axis=1)).ravel()
    expected = total**_SMOOTHED / max((total**_SMOOTHED).sum(), 1e-9)
    pairs = near.tocoo()
    information = np.log(pairs.data / (total[pairs.row] * expected[pairs.col]))
    kept = information > 0
    return csr_matrix((information[kept], (pairs.row[kept], pairs.col[kept])), near.shape)
