"""Models of needs, what they read when, and what staff say that it really is."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm_backend.kit.db import Base
from crm_backend.kit.ids import new_id


class NeedModel(Base):
    """A trained model. At most one of each kind is active."""

    __tablename__ = "need_models"
    __table_args__ = (Index(None, "kind", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]  # needs | bot
    head: Mapped[str | None]  # linear | forest
    fingerprint: Mapped[str]  # of the data that it learned from
    seeds: Mapped[str | None]  # of that part of it that comes with Rapport
    file: Mapped[str]  # in the data folder
    metrics: Mapped[dict[str, Any]]  # see needs.evaluation
    active: Mapped[bool]
    created_at: Mapped[datetime]


class NeedReading(Base):
    """What a model read in a conversation as it was up to a message."""

    __tablename__ = "need_readings"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    model_id: Mapped[str] = mapped_column(ForeignKey("need_models.id"), index=True)
    need: Mapped[str] = mapped_column(index=True)
    priority: Mapped[str]
    confidence: Mapped[float]
    reading: Mapped[dict[str, Any]]  # whole, as NeedReadingView
    read_at: Mapped[datetime]


class NeedLabel(Base):
    """What a conversation's need really is, as staff say. Training reads its words from the ledger."""

    __tablename__ = "need_labels"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    need: Mapped[str]
    also: Mapped[list[Any]]
    priority: Mapped[str | None]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    labelled_at: Mapped[datetime]
