"""The customers of the demo that pages and the README are about."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CastOrder:
    order_id: str
    state: str


@dataclass(frozen=True)
class CastMember:
    """One of the cast; `phone` and `email` prove their orders. States are those at first."""

    external_id: str
    name: str
    locale: str
    phone: str
    email: str
    orders: tuple[CastOrder, ...]

    @property
    def order_ids(self) -> list[str]:
        return [order.order_id for order in self.orders]
