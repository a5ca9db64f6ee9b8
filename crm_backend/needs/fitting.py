"""Heads learned from examples. Here, and nowhere that a worker reads with, is scikit-learn."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_selection import chi2
from sklearn.svm import LinearSVC

from crm_backend.needs.arrays import Flags, Ints
from crm_backend.needs.heads import Constant, Forest, Head, Kind, Linear

_TREES, _CHOSEN = 240, 2500
_SEED = 7


def fitted(
    kind: Kind, features: csr_matrix, labels: Ints, classes: int, *, strength: float, balanced: bool = False
) -> Head:
    """Learn from `labels` (numbers below `classes`); a class of which there is no example is never chosen.

    `strength` is the linear model's C: how much an error on the examples costs against a wide margin.
    """
    present = np.unique(labels)
    if len(present) < 2:
        return Constant(classes, int(present[0]) if len(present) else 0)
    weight = "balanced" if balanced else None
    if kind == "forest":
        return _forest(features, labels, classes, weight)
    return _linear(features, labels, present, classes, strength, weight)


def several(features: csr_matrix, labels: Flags, *, strength: float) -> Linear:
    """One hyperplane for each class, of which a text may have several: `labels` is texts × classes."""
    planes = np.zeros((features.shape[1], labels.shape[1]), np.float32)
    offsets = np.full(labels.shape[1], -10.0, np.float32)
    for number in range(labels.shape[1]):
        if 0 < labels[:, number].sum() < len(labels):
            model = LinearSVC(C=strength, random_state=_SEED).fit(features, labels[:, number])
            planes[:, number], offsets[number] = model.coef_[0], model.intercept_[0]
    return Linear(planes, offsets)


def _linear(
    features: csr_matrix, labels: Ints, present: Ints, classes: int, strength: float, weight: str | None
) -> Linear:
    model = LinearSVC(C=strength, class_weight=weight, random_state=_SEED).fit(features, labels)
    found, offsets = model.coef_, model.intercept_
    if len(present) == 2:
        found, offsets = np.vstack([-found, found]), np.concatenate([-offsets, offsets])
    planes = np.zeros((features.shape[1], classes), np.float32)
    planes[:, present] = found.T
    all_offsets = np.full(classes, -10.0, np.float32)
    all_offsets[present] = offsets
    return Linear(planes, all_offsets)


def _forest(features: csr_matrix, labels: Ints, classes: int, weight: str | None) -> Forest:
    telling = np.nan_to_num(chi2(features, labels)[0])
    chosen = np.sort(np.argsort(-telling, kind="stable")[:_CHOSEN])
    trees = RandomForestClassifier(
        _TREES, min_samples_leaf=1, max_features="sqrt", class_weight=weight, random_state=_SEED, n_jobs=1
    )
    return Forest(trees.fit(features[:, chosen], labels), chosen, classes)
