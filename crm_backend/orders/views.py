"""An order's row as others see it."""

from collections.abc import Sequence
from datetime import datetime

from crm_backend.kit.texts import text
from crm_backend.orders import money, possible
from crm_backend.orders.models import Order, OrderRequest
from crm_backend.orders.rules import OPEN
from crm_backend.orders.schemas import OrderRequestView, OrderView, RequestOnOrder


def standing(order: Order, requests: Sequence[OrderRequest]) -> possible.Standing:
    requested = frozenset(request.kind for request in requests if request.state == OPEN)
    return possible.Standing(order.state, order.delivered_at, requested)


def order_view(order: Order, requests: Sequence[OrderRequest], terms: possible.Terms, now: datetime) -> OrderView:
    """Without the contacts and the address on it: they are what a visitor proves it with, and nobody else's."""
    may = possible.possible(standing(order, requests), terms, now)
    return OrderView.model_validate(
        {
            "order_id": order.external_id,
            "state": order.state,
            "placed_at": order.placed_at,
            "expected_at": order.expected_at,
            "delivered_at": order.delivered_at,
            "cancelled_at": order.cancelled_at,
            "total": money.to_text(order.total_minor, order.currency),
            "currency": order.currency,
            "courier": order.courier,
            "tracking_number": order.tracking_number,
            "items": order.items,
            "cancellable": possible.CANCEL_ORDER in may,
            "delivery_wish": order.delivery_wish,
            "possible": may,
            "return_until": possible.deadline(possible.REQUEST_RETURN, order.delivered_at, terms),
            "requests": [RequestOnOrder.model_validate(request, from_attributes=True) for request in requests],
        }
    )


def request_sentence(request: OrderRequestView, language: str) -> str:
    """What the customer reads of a request that has ended."""
    return text(f"orders.told_{request.state}_{request.kind}", language, order=request.order_id)
