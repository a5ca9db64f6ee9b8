"""From rows and what the worker found to what others see. No I/O."""

from collections.abc import Sequence

from crm_backend.needs.examples import Example
from crm_backend.needs.models import NeedLabel, NeedModel
from crm_backend.needs.schemas import (
    EntityView,
    LabelView,
    ModelView,
    NeedReadingView,
    SentimentView,
    WordView,
)
from crm_backend.needs.worker import Found


def reading(found: Found) -> NeedReadingView:
    what = found.reading
    return NeedReadingView(
        need=what.need,
        also=list(what.also),
        confidence=what.confidence,
        sure=what.sure,
        priority=what.priority,
        reasons=list(what.reasons),
        sentiment=SentimentView(label=what.sentiment.label, value=what.sentiment.value),
        language=found.language,
        entities=[EntityView(**entity._asdict()) for entity in found.entities],
        why=[WordView(**word._asdict()) for word in what.why],
        options=list(what.options),
    )


def label(row: NeedLabel) -> LabelView:
    return LabelView.model_validate(row, from_attributes=True)


def model(row: NeedModel) -> ModelView:
    return ModelView.model_validate(row, from_attributes=True)


def example(row: NeedLabel, texts: Sequence[str], language: str) -> Example:
    return Example.model_validate(
        {
            "text": "\n".join(texts),
            "need": row.need,
            "language": language,
            "also": tuple(row.also),
            "priority": row.priority,
            "own": True,
        }
    )
