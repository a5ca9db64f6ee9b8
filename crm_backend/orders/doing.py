"""What an operation shows before it is confirmed, and does to an order once it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from pydantic import JsonValue

from crm_backend.orders import items, money, possible
from crm_backend.orders.details import Details, masked
from crm_backend.orders.models import Order
from crm_backend.orders.rules import CANCELLED
from crm_backend.orders.schemas import ChangeShown, ItemFields, OrderItem


@dataclass(frozen=True)
class Asked:
    """What staff have to do now."""

    kind: str
    details: Details


def shown(order: Order, operation: str, details: Details) -> ChangeShown:
    """What will be different, for the customer to read. Invalid if it can't be done like this."""
    if operation == possible.CHANGE_ADDRESS:
        return ChangeShown.model_validate({**details, "address_before": masked(order.address)})
    if operation == possible.CHANGE_ITEMS:
        changed = _changed(order, details)
        less = order.total_minor - changed.total_minor if order.state in possible.PAID else 0
        return ChangeShown(
            items=[OrderItem.model_validate(item) for item in changed.items],
            total=money.to_text(changed.total_minor, order.currency),
            less=money.to_text(less, order.currency) if less else None,
        )
    wish = details.get("wish") or details.get("reason") or details.get("fault")
    return ChangeShown.model_validate({"wish": wish})


def carry_out(order: Order, operation: str, details: Details, now: datetime) -> list[Asked]:
    """Change the order's row; what is left to staff is returned."""
    order.updated_at = now
    if operation in possible.REQUEST_KINDS:
        return [Asked(possible.REQUEST_KINDS[operation], details)]
    if operation == possible.CHANGE_ADDRESS:
        order.address = str(details["address"])
        order.recipient = _text(details.get("recipient")) or order.recipient
        order.recipient_phone = _text(details.get("phone")) or order.recipient_phone
    elif operation == possible.CHANGE_TIME:
        order.delivery_wish = str(details["wish"])
    elif operation == possible.CHANGE_ITEMS:
        return _change_items(order, details)
    else:
        refund = _refund(order, operation, order.total_minor)
        order.state, order.cancelled_at = CANCELLED, now
        return refund
    return []


def _change_items(order: Order, details: Details) -> list[Asked]:
    changed = _changed(order, details)
    refund = _refund(order, possible.CHANGE_ITEMS, order.total_minor - changed.total_minor)
    order.items, order.total_minor = [dict(item) for item in changed.items], changed.total_minor
    return refund


def _changed(order: Order, details: Details) -> items.Changed:
    wishes = cast("list[dict[str, JsonValue]]", details["items"])
    may_grow = order.state not in possible.PAID
    return items.with_quantities(cast("list[ItemFields]", order.items), wishes, order.total_minor, may_grow=may_grow)


def _refund(order: Order, because: str, minor: int) -> list[Asked]:
    """Money goes back by a person's hand only."""
    if order.state not in possible.PAID or minor <= 0:
        return []
    amount = money.to_text(minor, order.currency)
    return [Asked("refund", {"because": because, "amount": amount, "currency": order.currency})]


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None
