"""What the shop sells, what was ordered, who may see it, and what is about to be changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm_backend.kit.db import Base
from crm_backend.kit.ids import new_id


class Product(Base):
    """An article of the catalogue, named in both languages."""

    __tablename__ = "products"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    external_id: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_zh: Mapped[str]
    category: Mapped[str | None]
    price_minor: Mapped[int] = mapped_column(BigInteger)  # cents, fen
    currency: Mapped[str]  # ISO 4217


class Order(Base):
    """An order; `key` is its id as a customer may type it (rapport_text.order_ids.order_key)."""

    __tablename__ = "orders"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    external_id: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    state: Mapped[str]  # see orders.rules.STATES
    placed_at: Mapped[datetime] = mapped_column(index=True)
    expected_at: Mapped[datetime | None]  # delivery
    delivered_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    total_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    phone: Mapped[str | None]  # E.164, as on the order
    email: Mapped[str | None]
    address: Mapped[str | None]
    recipient: Mapped[str | None]  # where the customer named another; its phone is for the courier and proves nothing
    recipient_phone: Mapped[str | None]
    delivery_wish: Mapped[str | None]  # when to deliver, in the customer's words
    courier: Mapped[str | None]
    tracking_number: Mapped[str | None]
    # [{"product": external id | None, "name_en", "name_zh", "quantity", "price_minor"}]
    items: Mapped[list[dict[str, Any]]]
    updated_at: Mapped[datetime]


class OrderAccess(Base):
    """In this conversation, the customer proved that the order is theirs."""

    __tablename__ = "order_access"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    granted_at: Mapped[datetime]


class WrongProof(Base):
    """A wrong try to prove an order. Counted per order and per address: a new chat resets nothing."""

    __tablename__ = "wrong_proofs"
    __table_args__ = (Index(None, "order_key", "tried_at"), Index(None, "address", "tried_at"))

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    order_key: Mapped[str]  # as asked for, whether it exists or not
    address: Mapped[str]
    conversation_id: Mapped[str] = mapped_column(index=True)
    message_id: Mapped[str]
    tried_at: Mapped[datetime]


class PendingChange(Base):
    """A change that was shown to the customer and waits for their confirmation."""

    __tablename__ = "pending_changes"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"))
    operation: Mapped[str]  # see orders.possible.OPERATIONS
    state: Mapped[str]  # open | applied | dropped | expired
    details: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class OrderRequest(Base):
    """What a customer asked for, confirmed, and staff have to do: the assistant never moves goods or money."""

    __tablename__ = "order_requests"
    __table_args__ = (Index(None, "state", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]  # return | exchange | repair | refund
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    state: Mapped[str]  # open | done | rejected
    details: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # who ended it


class AppliedOperation(Base):
    """What a message already changed: the same (message, operation) again gets the same answer."""

    __tablename__ = "applied_operations"

    message_id: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    result: Mapped[dict[str, Any]]
    applied_at: Mapped[datetime]
