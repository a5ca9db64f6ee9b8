"""What confidences are made of margins, and how far they can be trusted."""

import numpy as np

from crm_backend.needs.arrays import Floats, Ints

_BINS = 15


def confidences(margins: Floats, factor: float) -> Floats:
    """Rows sum to 1."""
    scaled = np.float32(factor) * margins
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def calibration_error(confidence: Floats, right: Ints) -> float:
    """Expected calibration error: how far confidence is from accuracy, over equal bins, weighted by their size."""
    if not len(right):
        return 0.0
    bins = np.minimum((confidence * _BINS).astype(np.int64), _BINS - 1)
    size = np.bincount(bins, minlength=_BINS)
    gap = np.abs(np.bincount(bins, confidence, _BINS) - np.bincount(bins, right, _BINS))
    return float(gap.sum() / size.sum())
