"""What customers said of a conversation."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm_backend.kit.db import Base
from crm_backend.kit.ids import new_id


class Feedback(Base):
    """Praise, a suggestion, a complaint: what a customer said of us, asked or not."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    about: Mapped[str]  # praise | suggestion | complaint ...
    text: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(index=True)


class CsatSurvey(Base):
    """Asked once at the close of a conversation; a later rating replaces the earlier one."""

    __tablename__ = "csat_surveys"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), unique=True)
    state: Mapped[str]  # asked | answered | expired
    rating: Mapped[int | None]  # 1 to 5
    comment: Mapped[str | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
