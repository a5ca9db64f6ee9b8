"""What happened to a conversation, for the domains above. Published in the transaction in which it happened."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HandoffRequested:
    """The conversation went to the queue."""

    conversation_id: str
    reason: str


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
class AgentSpoke:
    conversation_id: str
    staff_id: str
