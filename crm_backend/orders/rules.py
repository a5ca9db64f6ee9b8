"""What may be done with an order, and when wrong proofs lock it. Values in, values out."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from rapport_text.order_ids import order_key

STATES = (
    "placed",
    "paid",
    "packed",
    "shipped",
    "out_for_delivery",
    "delivered",
    "cancelled",
    "returned",
    "refunded",
)
CANCELLED = "cancelled"
DONE, REJECTED = "done", "rejected"
OPEN, APPLIED, DROPPED, EXPIRED = "open", "applied", "dropped", "expired"
_LONGEST_KEY = 100


def readable_key(typed: str) -> str | None:
    """The key of an order id as typed; None if it can't be one."""
    key = order_key(typed[: 4 * _LONGEST_KEY])
    return key if key and len(key) <= _LONGEST_KEY and any(map(str.isalnum, key)) else None


@dataclass(frozen=True)
class Limits:
    """Wrong tries that are allowed within `window`."""

    order: int
    conversation: int
    address: int
    window: timedelta


@dataclass(frozen=True)
class WrongTry:
    """One wrong proof: which order was asked for, where, from where, when."""

    order_key: str
    conversation_id: str
    address: str
    tried_at: datetime


@dataclass(frozen=True)
class Asked:
    """Who asks for which order now."""

    order_key: str
    conversation_id: str
    address: str


@dataclass(frozen=True)
class Allowance:
    """How many wrong tries are left; at 0 it is locked until `locked_until`."""

    left: int
    locked_until: datetime | None

    def seconds_locked(self, now: datetime) -> int:
        return max(1, ceil((self.locked_until - now).total_seconds())) if self.locked_until else 0


def allowance(tries: Iterable[WrongTry], asked: Asked, limits: Limits, now: datetime) -> Allowance:
    """Counts per order, per conversation and per network address; the strictest decides, whether or not it exists."""
    recent = [wrong for wrong in tries if wrong.tried_at > now - limits.window]
    counted = (
        (limits.order, [t.tried_at for t in recent if t.order_key == asked.order_key]),
        (limits.conversation, [t.tried_at for t in recent if t.conversation_id == asked.conversation_id]),
        (limits.address, [t.tried_at for t in recent if asked.address and t.address == asked.address]),
    )
    left = min(max(0, limit - len(times)) for limit, times in counted)
    ends = [sorted(times)[len(times) - limit] + limits.window for limit, times in counted if len(times) >= limit > 0]
    return Allowance(left, None if left else max(ends, default=now + limits.window))


def counted_address(address: str | None) -> str:
    """A network address as it is counted: an IPv6 customer owns a whole /64. Unknown is "" and not counted."""
    try:
        parsed = ipaddress.ip_address((address or "").strip())
    except ValueError:
        return (address or "").strip()
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


def same_contact(readings: frozenset[str], contacts: Iterable[str | None]) -> bool:
    """Whether what the customer wrote can be read as one of the order's contacts."""
    return any(contact in readings for contact in contacts if contact)
