"""Readings, labels and models, as actions, staff and pages see them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from crm_backend.needs.catalogue import Need, Priority, Tone

ModelKind = Literal["needs", "bot"]


class SentimentView(BaseModel):
    """`value`: -1 (negative) to 1 (positive)."""

    label: Tone
    value: float


class EntityView(BaseModel):
    """`start` and `end` are offsets in the customer's last message."""

    label: str
    start: int
    end: int
    value: str


class WordView(BaseModel):
    word: str
    weight: float


class NeedReadingView(BaseModel):
    """What is known of a conversation so far. `why`: the words that decided; `reasons`: why it is urgent or high;
    `options`: likely needs to ask about when not `sure`; `language`: zh, en or other; null without words."""

    need: str
    also: list[str]
    confidence: float
    sure: bool
    priority: Priority
    reasons: list[str]
    sentiment: SentimentView
    language: str | None
    entities: list[EntityView]
    why: list[WordView]
    options: list[str]


class LabelBody(BaseModel):
    """What a conversation's need really is."""

    need: str = Field(max_length=100)
    also: list[str] = Field([], max_length=5)
    priority: Priority | None = None


class LabelView(BaseModel):
    conversation_id: str
    need: str
    also: list[str]
    priority: Priority | None
    staff_id: str
    labelled_at: datetime


class ModelView(BaseModel):
    """A trained model. `fingerprint`: of the data that it learned from; `seeds`: of what ships among it; `metrics`: as
    needs.evaluation made them."""

    id: str
    kind: ModelKind
    head: str | None
    fingerprint: str
    seeds: str | None
    metrics: dict[str, Any]
    active: bool
    created_at: datetime

    def accuracy(self, of: str = "all") -> float | None:
        """Cross-validated, over all examples or those of one language; None if it was never measured."""
        found = self.metrics.get("accuracy", {}).get(of, {}).get("accuracy")
        return found if isinstance(found, float) else None


class ActivateBody(BaseModel):
    """`even_if_worse`: also if its cross-validated accuracy is below that of the active one."""

    even_if_worse: bool = False


class ModelList(BaseModel):
    models: list[ModelView]


class NeedList(BaseModel):
    needs: list[Need]
