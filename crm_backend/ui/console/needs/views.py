"""A reading, proposals and models as the pages show them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_backend.needs.rules import better
from crm_backend.needs.schemas import LabelView, ModelView, NeedReadingView
from crm_backend.solutions.schemas import ShownProposal
from crm_backend.solutions.views import reason_sentences

WORDS = 8  # that decided, at most
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Known:
    """What is known of a conversation's need: as staff said, else as a model read. `reading` is the model's own."""

    need: str | None
    also: list[str]
    priority: str | None
    label: LabelView | None
    reading: NeedReadingView | None
    words: list[tuple[str, float]]  # the share of the weightiest one, -1 to 1


def known(need: str | None, priority: str | None, reading: NeedReadingView | None, label: LabelView | None) -> Known:
    """`need` and `priority` are the conversation's."""
    also = label.also if label else reading.also if reading else []
    return Known(need, also, priority, label, reading, _words(reading))


def _words(reading: NeedReadingView | None) -> list[tuple[str, float]]:
    why = sorted(reading.why, key=lambda one: -abs(one.weight))[:WORDS] if reading else []
    most = max((abs(one.weight) for one in why), default=0) or 1
    return [(one.word, one.weight / most) for one in why]


@dataclass(frozen=True)
class Proposed:
    """A proposal in the why of its turn."""

    shown: ShownProposal
    reasons: list[str]


def proposed(proposals: Sequence[ShownProposal], language: str) -> dict[str, list[Proposed]]:
    """By the message that asked for them."""
    found: dict[str, list[Proposed]] = {}
    for one in proposals:
        found.setdefault(one.message_id, []).append(Proposed(one, reason_sentences(one.reasons, language)))
    return found


@dataclass(frozen=True)
class ModelLine:
    """A model with its figures; None where it has none. `rows`: need → language → figures."""

    model: ModelView
    accuracy: float | None
    by_language: dict[str, float | None]
    examples: int
    own: int
    calibration: float | None
    rows: list[tuple[str, dict[str, Mapping[str, Any]]]]
    worse: bool  # than the active one of its kind


def model_lines(models: Sequence[ModelView]) -> list[ModelLine]:
    active = {model.kind: model.accuracy() for model in models if model.active}
    return [_line(model, active.get(model.kind)) for model in models]


def _line(model: ModelView, active: float | None) -> ModelLine:
    accuracy, figures = model.accuracy(), model.metrics
    return ModelLine(
        model=model,
        accuracy=accuracy,
        by_language={language: model.accuracy(language) for language in LANGUAGES},
        examples=_mapping(_mapping(figures.get("accuracy")).get("all")).get("examples", 0),
        own=_mapping(figures.get("own")).get("examples", 0),
        calibration=figures.get("calibration_error"),
        rows=[(need, dict(by_language)) for need, by_language in _mapping(figures.get("needs")).items()],
        worse=not model.active and not better(accuracy, active),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
