"""Who writes to us."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_backend.kit.db import Base
from crm_backend.kit.ids import new_id


class Customer(Base):
    """A person: known by name when the shop signed for them, otherwise a visitor."""

    __tablename__ = "customers"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    external_id: Mapped[str | None] = mapped_column(unique=True)  # the shop's own id
    name: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(index=True)  # E.164
    locale: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Identity(Base):
    """A customer as one channel knows them. `verified` only if the shop signed for it."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    verified: Mapped[bool]
    created_at: Mapped[datetime]
