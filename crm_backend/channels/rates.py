"""How much a customer may send: token buckets, as values, and a bounded memory of them."""

import math
from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """`burst` at once, then `per_second` on average."""

    burst: float
    per_second: float


@dataclass(frozen=True)
class Bucket:
    """What is left, as of `at` (seconds of any clock that only goes forward)."""

    left: float
    at: float


def take(rate: Rate, bucket: Bucket | None, now: float) -> tuple[Bucket, float]:
    """The bucket after taking one, and the seconds to wait: 0 if it was granted."""
    left = rate.burst if bucket is None else min(rate.burst, bucket.left + (now - bucket.at) * rate.per_second)
    if left >= 1:
        return Bucket(left - 1, now), 0.0
    return Bucket(left, now), (1 - left) / rate.per_second


class Rates:
    """Buckets by key. At most `capacity` are kept: the one used longest ago is forgotten, so it is full again."""

    def __init__(self, rate: Rate, capacity: int = 50_000) -> None:
        self._rate = rate
        self._capacity = capacity
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, key: str, now: float) -> int:
        """Take one of `key`'s; whole seconds to wait before trying again, 0 if it was granted."""
        bucket, wait = take(self._rate, self._buckets.get(key), now)
        self._buckets[key] = bucket
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._capacity:
            self._buckets.popitem(last=False)
        return math.ceil(wait)

    def __len__(self) -> int:
        return len(self._buckets)
