"""Which operation is possible on which order, and until when. The one place that says so. Values in, values out."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

CANCEL_ORDER, CHANGE_ADDRESS = "cancel_order", "change_address"
CHANGE_ITEMS, CHANGE_TIME = "change_items", "change_time"
REQUEST_RETURN, REQUEST_EXCHANGE, REQUEST_REPAIR = "request_return", "request_exchange", "request_repair"
BEFORE_SENT = frozenset({"placed", "paid", "packed"})
PAID = frozenset({"paid", "packed"})
ARRIVED = frozenset({"delivered"})
STATE, TOO_LATE, REQUESTED = "state", "too_late", "requested"  # why not

_STATES = dict.fromkeys((CANCEL_ORDER, CHANGE_ADDRESS, CHANGE_ITEMS, CHANGE_TIME), BEFORE_SENT) | dict.fromkeys(
    (REQUEST_RETURN, REQUEST_EXCHANGE, REQUEST_REPAIR), ARRIVED
)
OPERATIONS = tuple(_STATES)
# What staff have to do about an order, by the operation that asks for it
REQUEST_KINDS = {REQUEST_RETURN: "return", REQUEST_EXCHANGE: "exchange", REQUEST_REPAIR: "repair"}


@dataclass(frozen=True)
class Terms:
    """For how long after the delivery something may be asked for."""

    return_days: int
    exchange_days: int
    warranty_months: int


@dataclass(frozen=True)
class Standing:
    """How an order stands; `requested`: the kinds of its open requests."""

    state: str
    delivered_at: datetime | None
    requested: frozenset[str] = frozenset()


def why_not(operation: str, order: Standing, terms: Terms, now: datetime) -> str | None:
    """`state`, `too_late` or `requested` (the same is asked for already); None if it is possible."""
    if order.state not in _STATES[operation]:
        return STATE
    if REQUEST_KINDS.get(operation) in order.requested:
        return REQUESTED
    until = deadline(operation, order.delivered_at, terms)
    return TOO_LATE if until is not None and now > until else None


def possible(order: Standing, terms: Terms, now: datetime) -> list[str]:
    """Everything that may be done with the order now."""
    return [operation for operation in OPERATIONS if why_not(operation, order, terms, now) is None]


def deadline(operation: str, delivered_at: datetime | None, terms: Terms) -> datetime | None:
    """The last moment. The day of delivery does not count, and the last day counts to its end wherever it is."""
    if delivered_at is None or operation not in REQUEST_KINDS:
        return None
    if operation == REQUEST_REPAIR:
        return _months_later(delivered_at, terms.warranty_months) + timedelta(days=1)
    days = terms.return_days if operation == REQUEST_RETURN else terms.exchange_days
    return delivered_at + timedelta(days=days + 1)


def _months_later(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
