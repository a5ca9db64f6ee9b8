"""What confidences are made of margins, and how far they can be trusted."""

import numpy as np

from crm_backend.needs.arrays import Floats, Ints

_BINS = 15
_LEAST = 1e-5  # a confidence is never 0 or 1


def confidences(margins: Floats, factor: float) -> Floats:
    """Rows sum to 1."""
    scaled = np.float32(factor) * margins
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def trusted(confidence: Floats, slope: float, shift: float) -> Floats:
    """The best confidence of each row as often right as it says: on the scale of log odds it is stretched and moved.
    The others of the row share what is left, as before."""
    if not len(confidence):
        return confidence
    rows, best = np.arange(len(confidence)), confidence.argmax(axis=1)
    sure = np.clip(confidence[rows, best], _LEAST, 1 - _LEAST)
    fitted = 1 / (1 + np.exp(-(slope * np.log(sure / (1 - sure)) + shift)))
    fitted = np.maximum(fitted, 1 / confidence.shape[1])
    scaled = confidence * ((1 - fitted) / (1 - sure))[:, None]
    scaled[rows, best] = fitted
    return np.asarray(scaled, np.float32)


def calibration_error(confidence: Floats, right: Ints) -> float:
    """Expected calibration error: how far confidence is from accuracy, over equal bins, weighted by their size."""
    if not len(right):
        return 0.0
    bins = np.minimum((confidence * _BINS).astype(np.int64), _BINS - 1)
    size = np.bincount(bins, minlength=_BINS)
    gap = np.abs(np.bincount(bins, confidence, _BINS) - np.bincount(bins, right, _BINS))
    return float(gap.sum() / size.sum())
