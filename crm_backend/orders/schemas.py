"""Orders as the assistant and the staff see them, and as sources tell of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict

from pydantic import BaseModel, Field, JsonValue

Operation = Literal[
    "cancel_order",
    "change_address",
    "change_items",
    "change_time",
    "request_return",
    "request_exchange",
    "request_repair",
]
RequestKind = Literal["return", "exchange", "repair", "refund"]
RequestState = Literal["open", "done", "rejected"]
OrderState = Literal[
    "placed", "paid", "packed", "shipped", "out_for_delivery", "delivered", "cancelled", "returned", "refunded"
]
MessageId = Field(min_length=1, max_length=200, description="the message that asked for it: the idempotency key")


class OrderItem(BaseModel):
    name_en: str
    name_zh: str
    quantity: int


class RequestOnOrder(BaseModel):
    """What is asked for on an order, as the assistant may tell it."""

    kind: RequestKind
    state: RequestState
    created_at: datetime
    ended_at: datetime | None


class OrderView(BaseModel):
    """An order. `order_id` is the shop's own id, `total` a decimal in `currency`, times are UTC.

    `possible`: what may be done with it now; `return_until`: the last moment to ask for a return.
    """

    order_id: str
    state: OrderState
    placed_at: datetime
    expected_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    total: str
    currency: str
    courier: str | None
    tracking_number: str | None
    items: list[OrderItem]
    cancellable: bool
    delivery_wish: str | None
    possible: list[Operation]
    return_until: datetime | None
    requests: list[RequestOnOrder]


class OrderList(BaseModel):
    orders: list[OrderView]


class OrdersQuery(BaseModel):
    limit: int = Field(5, ge=1, le=50)


class ConversationCustomer(BaseModel):
    """Who a conversation is with, as far as the assistant needs to know."""

    verified: bool
    name: str | None
    language: str


class ProofRequest(BaseModel):
    """`contact`: the phone or e-mail on the order, as the customer typed it."""

    contact: str = Field(max_length=4000)
    message_id: str = MessageId


class ChangeRequest(BaseModel):
    order_id: str = Field(max_length=1000)
    operation: Operation
    details: dict[str, JsonValue] = Field({}, description="what the operation needs: see orders.details")
    message_id: str = MessageId


class ConfirmRequest(BaseModel):
    message_id: str = MessageId


class ChangeShown(BaseModel):
    """What will be different, for the customer to read. The address so far is masked, amounts are decimals."""

    address_before: str | None = None
    address: str | None = None
    recipient: str | None = None
    phone: str | None = None
    wish: str | None = None
    items: list[OrderItem] | None = None
    total: str | None = None
    less: str | None = None  # what a paid order gets cheaper by; staff see to the refund


class PendingChangeView(BaseModel):
    """A change that waits for the customer's confirmation until `expires_at`."""

    id: str
    operation: Operation
    expires_at: datetime
    order: OrderView
    shown: ChangeShown


class AppliedChangeView(BaseModel):
    id: str
    state: Literal["applied"] = "applied"
    operation: Operation
    order: OrderView


class OrderRequestView(RequestOnOrder):
    """The same as staff see it. `order_id` is the shop's own id, `staff_id` says who ended it."""

    id: str
    order_id: str
    customer_id: str
    conversation_id: str
    details: dict[str, JsonValue]
    staff_id: str | None


class RequestPage(BaseModel):
    """Some of the requests that were asked for; `count`: of all of them."""

    requests: list[OrderRequestView]
    count: int


class DroppedChangeView(BaseModel):
    id: str
    state: Literal["dropped"] = "dropped"
    operation: Operation


class ItemFields(TypedDict):
    product: str | None  # external id
    name_en: str
    name_zh: str
    quantity: int
    price_minor: int | None


class ProductFields(TypedDict, total=False):
    """What a source says of a product; what it leaves out stays as it is."""

    name_en: str
    name_zh: str
    category: str | None
    price_minor: int
    currency: str


class OrderFields(TypedDict, total=False):
    """What a source says of an order; what it leaves out stays as it is. Contacts in their one form."""

    customer_id: str
    state: str
    placed_at: datetime
    expected_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    total_minor: int
    currency: str
    phone: str | None
    email: str | None
    address: str | None
    recipient: str | None
    recipient_phone: str | None
    delivery_wish: str | None
    courier: str | None
    tracking_number: str | None
    items: list[ItemFields]


@dataclass(frozen=True)
class ProductRecord:
    external_id: str
    fields: ProductFields


@dataclass(frozen=True)
class OrderRecord:
    external_id: str
    fields: OrderFields


@dataclass(frozen=True)
class ProductInfo:
    """A product as an order's item names it."""

    name_en: str
    name_zh: str
    price_minor: int
    currency: str
