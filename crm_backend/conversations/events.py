"""What happened to a conversation, for the domains above. Published in the transaction in which it happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CustomerSpoke:
    """A customer's words were stored; pressing a button says nothing new."""

    conversation_id: str
    message_id: str


@dataclass(frozen=True)
class HandoffRequested:
    """The conversation went to the queue."""

    conversation_id: str
    reason: str
    gathered: Mapping[str, str] = field(default_factory=dict)  # what the assistant found out


@dataclass(frozen=True)
class ConversationResolved:
    """It is closed; `outcome` says how."""

    conversation_id: str
    outcome: str


@dataclass(frozen=True)
class SurveyAsked:
    """The assistant asked for a rating."""

    conversation_id: str


@dataclass(frozen=True)
class RatingGiven:
    conversation_id: str
    rating: int


@dataclass(frozen=True)
class CommentGiven:
    conversation_id: str
    comment: str


@dataclass(frozen=True)
class FeedbackGiven:
    """The customer said how they find something; `about`: praise, suggestion, complaint ..."""

    conversation_id: str
    about: str
    text: str


@dataclass(frozen=True)
class AgentSpoke:
    conversation_id: str
    staff_id: str
