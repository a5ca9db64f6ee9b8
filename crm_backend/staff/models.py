"""Agents, managers and admins, and how they prove who they are."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm_backend.kit.db import Base
from crm_backend.kit.ids import new_id


class Staff(Base):
    """A person of ours. `password_hash` is argon2; none until an invitation is accepted."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    name: Mapped[str]
    role: Mapped[str]  # agent | manager | admin
    password_hash: Mapped[str | None]
    demo_password: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]
    locale: Mapped[str | None]
    created_at: Mapped[datetime]


class StaffSession(Base):
    """A log-in; the cookie holds the token, the store only its SHA-256."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Invitation(Base):
    """A link that lets somebody choose a password once: a first one, or a new one."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LogInTry(Base):
    """A log-in that was tried and not (yet) found right. Counted per e-mail and network address, and per address."""

    __tablename__ = "log_in_tries"
    __table_args__ = (Index(None, "key", "tried_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str]  # SHA-256 of both: what somebody mistyped as e-mail is not kept
    tried_at: Mapped[datetime] = mapped_column(index=True)
