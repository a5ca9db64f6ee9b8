"""What the ledger shows to others. Payloads of buttons never leave it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

Holder = Literal["assistant", "queue", "agent", "nobody"]
Sender = Literal["customer", "assistant", "agent", "system"]
Priority = Literal["urgent", "high", "normal", "low"]
Outcome = Literal["resolved_by_assistant", "resolved_by_agent", "abandoned"]


class ButtonView(BaseModel):
    """A button as a person sees it."""

    id: str
    title: str


class MessageView(BaseModel):
    """One utterance. `seq` counts from 1 within its conversation; `author` is an agent's name."""

    id: str
    conversation_id: str
    seq: int
    sender: Sender
    author: str | None = None
    text: str
    buttons: list[ButtonView] = []
    button_id: str | None = None
    language: str | None = None
    created_at: datetime
    client_message_id: str | None = None


class SurveyView(BaseModel):
    """The CSAT survey of a conversation."""

    state: Literal["asked", "answered", "expired"]
    rating: int | None = None
    comment: str | None = None


class StateView(BaseModel):
    """Where the customer's newest conversation stands. `working`: the assistant owes an answer."""

    conversation_id: str | None = None
    holder: Holder = "nobody"
    working: bool = False
    agent: str | None = None
    outcome: Outcome | None = None
    follows: str | None = None
    language: str | None = None
    survey: SurveyView | None = None


class Feed(BaseModel):
    """What is new for a customer since a cursor, and how things stand."""

    cursor: str
    messages: list[MessageView]
    state: StateView


class Received(BaseModel):
    """An acknowledged message: it is stored. `duplicate`: it already was."""

    message: MessageView
    duplicate: bool


class CustomerView(BaseModel):
    """Who a conversation is with. `verified` only if the shop signed for them."""

    conversation_id: str
    customer_id: str
    identity_id: str
    verified: bool
    name: str | None
    address: str | None
    language: str
    channel: str


class ConversationSummary(BaseModel):
    """A line of the list. `waiting_since`: the oldest customer message that no person or assistant answered.

    `about`: what the customer came for, in their words, once the conversation is closed and summarised.
    """

    id: str
    customer_id: str
    customer_name: str | None
    verified: bool
    channel: str
    language: str
    holder: Holder
    agent_id: str | None
    agent: str | None
    outcome: Outcome | None
    need: str | None
    priority: Priority | None = None
    about: str | None = None
    last_text: str | None
    last_sender: Sender | None
    waiting_since: datetime | None
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    survey: SurveyView | None = None


class ConversationPage(BaseModel):
    """`after` fetches the next page; None at the end."""

    conversations: list[ConversationSummary]
    after: str | None
    counts: dict[str, int]


class TurnView(BaseModel):
    """A turn's why. `entry_id` is shared by the attempts at one message; `number` is None if it failed."""

    id: str
    number: int | None
    attempt: int
    kind: str
    event: str | None
    message_id: str | None
    language: str
    state: Literal["done", "failed", "discarded"]
    failure: dict[str, Any] | None
    model_id: str | None
    understanding: dict[str, Any] | None
    steps: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    effects: list[dict[str, Any]]
    slots: dict[str, Any]
    started_at: datetime
    milliseconds: float


class StaffMessageView(MessageView):
    """A message as staff read it: with the turn that made it, and the response it came from."""

    turn_id: str | None = None
    response: str | None = None
    moved_to: str | None = None


class SummaryPlace(BaseModel):
    """A sentence of a summary: characters `start` up to `end` of a message."""

    message_id: str
    start: int
    end: int


class SummaryLine(BaseModel):
    """A sentence of a summary with its words, as its message has them now."""

    message_id: str
    sender: Sender
    language: str | None
    text: str


class Reading(BaseModel):
    """A whole conversation for staff. `summary`: as it was kept at the close; None: none was kept yet."""

    conversation: ConversationSummary
    follows_id: str | None
    customer: CustomerView
    epoch: int
    summary: list[SummaryPlace] | None
    messages: list[StaffMessageView]
    turns: list[TurnView]


class TrackerWindow(BaseModel):
    """The newest tracker events, in whole turns, for Rasa to rebuild its memory from.

    `turn` counts the turns done; `state` is the tracker's state just before the window (None at the beginning).
    """

    conversation_id: str
    turn: int
    state: dict[str, Any] | None
    events: list[dict[str, Any]]
