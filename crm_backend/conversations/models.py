"""The ledger: conversations, their messages, the outbox, and every turn of the assistant."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_backend.kit.db import Base
from crm_backend.kit.ids import new_id


class Conversation(Base):
    """One episode from first message to resolved. Its row is the lock of everything in it."""

    __tablename__ = "conversations"
    __table_args__ = (Index(None, "holder", "updated_at"), Index(None, "customer_id", "created_at"))

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.id"))
    identity_id: Mapped[str] = mapped_column(ForeignKey("identities.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str | None]  # network address of the customer, for counting wrong proofs
    language: Mapped[str]  # zh | en: of the last message that had one
    strategy: Mapped[str] = mapped_column(default="default")
    holder: Mapped[str]  # assistant | queue | agent | nobody
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    epoch: Mapped[int] = mapped_column(default=0)  # raised at every change of holder
    follows_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"))
    outcome: Mapped[str | None]  # resolved_by_assistant | resolved_by_agent | abandoned
    need: Mapped[str | None]
    priority: Mapped[str | None]  # urgent | high | normal | low
    # of a closed one: [{"message_id", "start", "end"}], so that what is erased leaves no copy; null: not yet made
    summary: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    last_seq: Mapped[int] = mapped_column(default=0)  # of its messages
    turn_count: Mapped[int] = mapped_column(default=0)  # successful turns
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_customer_at: Mapped[datetime | None]
    last_reply_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]


class Message(Base):
    """One immutable utterance. `seq` counts from 1 within the conversation and has no gaps."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_message_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    sender: Mapped[str]  # customer | assistant | agent | system
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str]
    language: Mapped[str | None]
    # offered by the assistant: [{"id", "title", "payload"}]; the payload never leaves the CRM
    buttons: Mapped[list[dict[str, Any]] | None]
    button_id: Mapped[str | None]  # the one that the customer pressed
    payload: Mapped[str | None]  # of that button, for Rasa
    response: Mapped[str | None]  # utter_* that a reply was made of
    client_message_id: Mapped[str | None]
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turns.id"))
    moved_to: Mapped[str | None]  # a new conversation's copy, when it turned out to be a new request
    created_at: Mapped[datetime]


class OutboxEntry(Base):
    """Something the assistant has to answer: a customer's message, or an event that the CRM began.

    In order within a conversation, leased by one replica at a time, done or failed at the end.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "state", "available_at"), Index(None, "conversation_id", "state"))

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True, default=new_id)  # the message id that Rasa sees
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"))
    kind: Mapped[str]  # text | button | afterword | event
    event: Mapped[str | None]  # greeting | reminder | returned | csat_expired ...
    state: Mapped[str]  # waiting | leased | done | skipped | failed
    attempts: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[datetime]
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Turn(Base):
    """One customer message (or CRM event) and all that the assistant did about it.

    A failed attempt is a row of its own with `number` null: it is never taken for the answer.
    """

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("conversation_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    entry_id: Mapped[str] = mapped_column(index=True)  # outbox id
    number: Mapped[int | None]
    attempt: Mapped[int]
    epoch: Mapped[int]
    kind: Mapped[str]
    event: Mapped[str | None]
    language: Mapped[str]
    state: Mapped[str]  # done | failed | discarded
    failure: Mapped[dict[str, Any] | None]  # {"code", "detail"}
    model_id: Mapped[str | None]
    understanding: Mapped[dict[str, Any] | None]  # {"intent", "ranking", "entities"}
    steps: Mapped[list[dict[str, Any]] | None]  # [{"action", "policy", "confidence", "rule"}]
    calls: Mapped[list[dict[str, Any]] | None]  # recorded action calls, with answers and times
    effects: Mapped[list[dict[str, Any]] | None]
    events: Mapped[list[dict[str, Any]] | None]  # tracker events, as Rasa dumps them
    event_count: Mapped[int] = mapped_column(default=0)
    tracker_state: Mapped[dict[str, Any] | None]  # {"slots", "active_loop", "paused", ...} at its end
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    milliseconds: Mapped[float]
