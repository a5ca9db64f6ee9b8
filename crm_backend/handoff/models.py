"""Handoffs: requested, accepted, then returned or resolved, with a reason."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm_backend.kit.db import Base
from crm_backend.kit.ids import new_id


class Handoff(Base):
    """One hand over of a conversation from the assistant to people."""

    __tablename__ = "handoffs"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    reason: Mapped[str]  # see handoff.rules.REASONS
    gathered: Mapped[dict[str, Any] | None]  # what the assistant found out: {"need", "order_id", "wish" ...}
    requested_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    first_reply_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end: Mapped[str | None]  # returned | resolved | abandoned
