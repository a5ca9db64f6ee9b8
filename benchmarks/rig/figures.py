"""From single measurements to the figures of a table."""

import math
from collections.abc import Sequence

MILLI = 1000.0


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that at least `share` (0 to 1) of all do not exceed."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def latencies(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    return {f"p{share}_ms": round(percentile(seconds, share / 100) * MILLI, 1) for share in (50, 95, 99)}
