"""The figures of a model: what it said of examples that it had not learned from."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np

from crm_backend.needs.arrays import Flags, Floats, Ints
from crm_backend.needs.bundle import Bundle
from crm_backend.needs.catalogue import PRIORITIES
from crm_backend.needs.confidence import calibration_error
from crm_backend.needs.examples import Example
from crm_backend.needs.training import UNKNOWN, Labels, Unseen, labels_of
from crm_backend.needs.urgency import is_urgent

_MOST_CONFUSIONS = 20


class Share(TypedDict):
    """`right` of `examples`, as a share; null without examples."""

    examples: int
    accuracy: float | None


class OfNeed(TypedDict):
    """`recall`: the share of its texts that are found; `precision`: the share of those taken for it that are."""

    examples: int
    recall: float | None
    precision: float | None


class Found(TypedDict):
    examples: int
    recall: float | None
    precision: float | None


class Metrics(TypedDict):
    """`needs`: need → language → figures; `confusions`: [what it is, what it was taken for, how often]."""

    accuracy: dict[str, Share]
    own: Share
    calibration_error: float
    urgent: dict[str, Found]
    sentiment: Share
    needs: dict[str, dict[str, OfNeed]]
    confusions: list[tuple[str, str, int]]


def metrics(examples: Sequence[Example], bundle: Bundle, unseen: Unseen) -> Metrics:
    """Over the examples that were unseen in some fold."""
    labels = labels_of(examples, bundle.needs)
    chosen = [examples[row] for row in unseen.rows]
    languages = np.array([example.language for example in chosen])
    truth, said = labels.need[unseen.rows], unseen.need.argmax(axis=1) if len(unseen.rows) else unseen.rows
    right = np.asarray(truth == said)
    certain = bundle.need.confidences(unseen.need).max(axis=1) if len(right) else np.zeros(0, np.float32)
    return Metrics(
        accuracy={"all": _share(right)} | {name: _share(right[languages == name]) for name in _names(languages)},
        own=_share(right[np.array([example.own for example in chosen], np.bool_)]),
        calibration_error=round(calibration_error(certain, right.astype(np.int64)), 4),
        urgent=_urgent(bundle, unseen, labels, languages),
        sentiment=_tone(unseen, labels),
        needs=_of_needs(bundle.needs, truth, said, languages),
        confusions=_confusions(bundle.needs, truth, said),
    )


def as_json(found: Metrics) -> dict[str, Any]:
    return dict(found)


def _names(languages: np.ndarray[Any, Any]) -> list[str]:
    return sorted({str(name) for name in languages})


def _share(right: Flags) -> Share:
    return Share(examples=len(right), accuracy=round(float(right.mean()), 4) if len(right) else None)


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _urgent(bundle: Bundle, unseen: Unseen, labels: Labels, languages: np.ndarray[Any, Any]) -> dict[str, Found]:
    truth = labels.priority[unseen.rows]
    known = truth != UNKNOWN
    confidence: Floats = bundle.priority.confidences(unseen.priority) if len(truth) else unseen.priority
    urgent = truth == PRIORITIES.index("urgent")
    taken = is_urgent(confidence[:, 0], unseen.pressing, bundle.urgent_from)
    found: dict[str, Found] = {}
    for name in ["all", *_names(languages)]:
        rows = known & ((languages == name) if name != "all" else True)
        hit = float((rows & urgent & taken).sum())
        found[name] = Found(
            examples=int((rows & urgent).sum()),
            recall=_ratio(hit, float((rows & urgent).sum())),
            precision=_ratio(hit, float((rows & taken).sum())),
        )
    return found


def _tone(unseen: Unseen, labels: Labels) -> Share:
    truth = labels.sentiment[unseen.rows]
    known = truth != UNKNOWN
    return _share(np.asarray(unseen.sentiment[known].argmax(axis=1) == truth[known]))


def _of_needs(
    needs: Sequence[str], truth: Ints, said: Ints, languages: np.ndarray[Any, Any]
) -> dict[str, dict[str, OfNeed]]:
    found: dict[str, dict[str, OfNeed]] = {}
    for number, need in enumerate(needs):
        found[need] = {}
        for language in _names(languages):
            rows = languages == language
            hit = float((rows & (truth == number) & (said == number)).sum())
            examples = int((rows & (truth == number)).sum())
            taken = float((rows & (said == number)).sum())
            found[need][language] = OfNeed(
                examples=examples, recall=_ratio(hit, examples), precision=_ratio(hit, taken)
            )
    return found


def _confusions(needs: Sequence[str], truth: Ints, said: Ints) -> list[tuple[str, str, int]]:
    wrong = Counter((int(one), int(other)) for one, other in zip(truth, said, strict=True) if one != other)
    return [(needs[one], needs[other], count) for (one, other), count in wrong.most_common(_MOST_CONFUSIONS)]
