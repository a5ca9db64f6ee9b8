"""From margins to confidences that can be trusted.

One temperature, chosen on folds that the model has not seen (Guo et al., On Calibration of Modern Neural Networks,
2017): no class needs more than one example.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import logsumexp
from sklearn.model_selection import StratifiedKFold

from crm_backend.needs.arrays import Flags, Floats, Ints

_COLDEST, _HOTTEST = 0.05, 50.0
_SEED = 7
_FEWEST = 50  # texts from which two numbers can be learned


def folds(labels: Ints, count: int) -> Iterator[tuple[Ints, Ints]]:
    """(Seen, unseen) rows. Classes with fewer than `count` examples are always seen, so that each is known."""
    counts = Counter(labels.tolist())
    often = np.array([row for row, label in enumerate(labels) if counts[label] >= count], np.int64)
    rare = np.setdiff1d(np.arange(len(labels)), often)
    if not len(often):
        return
    for seen, unseen in StratifiedKFold(count, shuffle=True, random_state=_SEED).split(often, labels[often]):
        yield np.concatenate([often[seen], rare]), often[unseen]


def best_trust(confidence: Floats, right: Flags) -> tuple[float, float]:
    """Slope and shift of `confidence.trusted` (Platt, 1999), for the best confidences of unseen texts."""
    if len(right) < _FEWEST or right.all() or not right.any():
        return 1.0, 0.0
    sure = np.clip(confidence.astype(np.float64), 1e-5, 1 - 1e-5)
    odds = np.log(sure / (1 - sure))

    def loss(fitted: NDArray[np.float64]) -> float:
        scaled = fitted[0] * odds + fitted[1]
        return float(np.mean(np.logaddexp(0.0, np.where(right, -scaled, scaled))))

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return max(float(slope), 0.05), float(shift)


def best_factor(margins: Floats, truth: Ints) -> float:
    """The factor on margins under which confidences predict the truth best (log loss)."""
    if not len(truth):
        return 1.0
    rows = np.arange(len(truth))

    def loss(factor: float) -> float:
        scaled = factor * margins
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[rows, truth]))

    return float(minimize_scalar(loss, bounds=(_COLDEST, _HOTTEST), method="bounded").x)
