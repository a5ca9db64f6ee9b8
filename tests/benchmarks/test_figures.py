"""Percentiles, as the tables print them."""

import math

from benchmarks.rig.figures import latencies, percentile


def test_nearest_rank() -> None:
    values = [15, 20, 35, 40, 50]

    assert [percentile(values, share) for share in (0.05, 0.3, 0.4, 0.5, 1)] == [15, 20, 20, 35, 50]


def test_of_nothing_there_is_none() -> None:
    assert math.isnan(percentile([], 0.5))


def test_milliseconds() -> None:
    assert latencies([0.001 * number for number in range(1, 101)]) == {"p50_ms": 50, "p95_ms": 95, "p99_ms": 99}
