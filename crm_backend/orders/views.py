"""An order's row as others see it."""

from crm_backend.orders import money, rules
from crm_backend.orders.models import Order
from crm_backend.orders.schemas import OrderView


def order_view(order: Order) -> OrderView:
    """Without the contacts on it: they are what a visitor proves it with."""
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
            "cancellable": rules.cancellable(order.state),
        }
    )
