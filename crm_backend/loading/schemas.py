"""The lines of a load file (docs/load-format.md), and what came of it."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from crm_backend.loading.fields import (
    Currency,
    Email,
    Id,
    Locale,
    Money,
    Name,
    Phone,
    Quantity,
    Reference,
    State,
    Time,
    Words,
)


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    def given(self, *names: str) -> dict[str, object]:
        """The fields that the line has, null included, so that null clears what was stored."""
        return {name: getattr(self, name) for name in names if name in self.model_fields_set}


class CustomerLine(_Line):
    type: Literal["customer"]
    id: Id
    name: Name = None
    email: Email = None
    phone: Phone = None
    locale: Locale = None


class _Named(_Line):
    name: Name = None
    name_en: Name = None
    name_zh: Name = None

    def english(self) -> str | None:
        return self.name_en or self.name or self.name_zh

    def chinese(self) -> str | None:
        return self.name_zh or self.name or self.name_en


class ProductLine(_Named):
    type: Literal["product"]
    id: Id
    category: Name = None
    price: Money = None
    currency: Currency = None


class ItemLine(_Named):
    product: Reference = None
    quantity: Quantity = 1
    price: Money = None


class OrderLine(_Line):
    type: Literal["order"]
    id: Id
    customer: Reference = None
    state: State = None
    placed_at: Time = None
    expected_at: Time = None
    delivered_at: Time = None
    cancelled_at: Time = None
    total: Money = None
    currency: Currency = None
    phone: Phone = None
    email: Email = None
    address: Words = None
    courier: Name = None
    tracking_number: Name = None
    items: list[ItemLine] | None = None


@dataclass(frozen=True)
class LoadReport:
    """What a file did to the store: how many of each kind, and how many of all were new."""

    customers: int = 0
    products: int = 0
    orders: int = 0
    created: int = 0

    @property
    def lines(self) -> int:
        return self.customers + self.products + self.orders

    @property
    def updated(self) -> int:
        return self.lines - self.created
