"""Heads learned from examples. Here, and nowhere that a worker reads with, is scikit-learn."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_selection import chi2
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from crm_backend.needs.arrays import Floats, Ints
from crm_backend.needs.heads import Constant, Forest, Head, Kind, Linear

_TREES, _CHOSEN = 200, 2000
_SEED = 7
_EVENNESS = 0.7  # 0: every example counts the same; 1: every class does
_SMOOTHING, _BAYES = 0.3, 0.25  # of the complement naive Bayes, and its part in the linear model
_TOLERANCE = 0.05  # nothing is gained by a closer optimum
_NEVER = np.float32(-10.0)  # the margin of a class without examples


def fitted(kind: Kind, features: csr_matrix, labels: Ints, classes: int, *, strength: float) -> Head:
    """Learn from `labels` (numbers below `classes`); a class of which there is no example is never chosen.

    `strength` is the linear model's C: how much an error on the examples costs against a wide margin.
    """
    present = np.unique(labels)
    if len(present) < 2:
        return Constant(classes, int(present[0]) if len(present) else 0)
    if kind == "forest":
        return _forest(features, labels, classes)
    return _linear(features, labels, present, classes, strength)


def _linear(features: csr_matrix, labels: Ints, present: Ints, classes: int, strength: float) -> Linear:
    """Large margins (Fan et al., LIBLINEAR, 2008), with a naive Bayes that knows rare classes better (Rennie et al.,
    2003). Both are linear, so their sum is one hyperplane a class."""
    counted = _evened(labels)
    model = LinearSVC(C=strength, tol=_TOLERANCE, random_state=_SEED).fit(features, labels, sample_weight=counted)
    found, offsets = model.coef_, model.intercept_
    if len(present) == 2:
        found, offsets = np.vstack([-found, found]), np.concatenate([-offsets, offsets])
    planes = np.zeros((features.shape[1], classes), np.float32)
    planes[:, present] = found.T + _BAYES * _bayes(features, labels, counted)
    all_offsets = np.full(classes, _NEVER, np.float32)
    all_offsets[present] = offsets
    return Linear(planes, all_offsets)


def _bayes(features: csr_matrix, labels: Ints, counted: Floats) -> Floats:
    """Features × present classes, centred: what all classes have in common decides nothing."""
    kept = features.copy()
    kept.data = np.maximum(kept.data, 0.0)  # a tone may be negative
    log = ComplementNB(alpha=_SMOOTHING).fit(kept, labels, sample_weight=counted).feature_log_prob_.T
    return np.asarray(log - log.mean(axis=1, keepdims=True), np.float32)


def _forest(features: csr_matrix, labels: Ints, classes: int) -> Forest:
    kept = features.copy()
    kept.data = np.maximum(kept.data, 0.0)
    telling = np.nan_to_num(chi2(kept, labels)[0])
    chosen = np.sort(np.argsort(-telling, kind="stable")[:_CHOSEN])
    trees = RandomForestClassifier(_TREES, max_features="sqrt", random_state=_SEED, n_jobs=1)
    return Forest(trees.fit(features[:, chosen], labels, sample_weight=_evened(labels)), chosen, classes)


def _evened(labels: Ints) -> Floats:
    """How much each example counts: those of rare classes more, 1 on average over classes."""
    counts = np.bincount(labels)
    shares = (counts[counts > 0].mean() / np.maximum(counts, 1)) ** _EVENNESS
    return np.asarray(shares[labels], np.float32)
