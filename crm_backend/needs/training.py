"""From labelled texts to a bundle. What is calibrated or chosen is chosen on folds that the model has not seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from crm_backend.needs import extras
from crm_backend.needs.arrays import Flags, Floats, Ints
from crm_backend.needs.bundle import Bundle, Decider
from crm_backend.needs.calibration import best_factor, best_trust, folds
from crm_backend.needs.catalogue import FOLDER, PRIORITIES, TONES
from crm_backend.needs.concepts import Concepts, read_concepts
from crm_backend.needs.confidence import confidences
from crm_backend.needs.examples import Example, fingerprint, numbers
from crm_backend.needs.features import Features, learn_features
from crm_backend.needs.fitting import fitted
from crm_backend.needs.heads import Head, Kind, Linear, silent
from crm_backend.needs.urgency import REASONS, reasons

FOLDS = 3
MIXING = (1.4, 1.0, 0.1, 0.5)  # of token grams, letter grams, concepts, openings; on authors not learned from
STRENGTH, PRIORITY_STRENGTH, TONE_STRENGTH = 0.8, 0.3, 0.3
UNKNOWN = -1  # a label that nobody gave
WANTED_RECALL = 0.95  # of urgent texts, on unseen folds
_UNUSUAL = 0.05  # the share of unseen texts that count as unfamiliar
Progress = Callable[[float], None]  # told the share that is done


@dataclass(frozen=True)
class Labels:
    """Numbers of classes, one an example."""

    need: Ints
    priority: Ints
    sentiment: Ints


@dataclass(frozen=True)
class _Taught:
    """Examples in columns."""

    texts: Sequence[str]
    labels: Labels
    tone: Floats

    def rows(self, rows: Ints) -> "_Taught":
        return _Taught([self.texts[row] for row in rows], _rows(self.labels, rows), self.tone[rows])


@dataclass(frozen=True)
class Heads:
    need: Head
    explainer: Linear
    priority: Head
    sentiment: Head


@dataclass(frozen=True)
class Unseen:
    """What heads and rules said of examples that were not learned from. `rows`: which examples those are."""

    rows: Ints
    need: Floats
    priority: Floats
    sentiment: Floats
    familiar: Floats
    pressing: Flags


def train(
    examples: Sequence[Example],
    needs: Sequence[str],
    kind: Kind = "linear",
    *,
    folder: Path = FOLDER,
    progress: Progress = lambda share: None,
) -> tuple[Bundle, Unseen]:
    """The bundle, and what its like said of every example while it was unseen."""
    concepts = read_concepts(folder / "concepts.toml")
    labels = labels_of(examples, needs)
    texts = [example.text for example in examples]
    taught = _Taught(texts, labels, extras.tones(texts))
    unseen = cross_validate(taught, concepts, kind, len(needs), progress)
    features = learn_features(texts, concepts, MIXING)
    heads = _fit(features, taught, kind, len(needs))
    progress(1.0)
    return _bundle(needs, kind, features, heads, labels, unseen, fingerprint(examples)), unseen


def labels_of(examples: Sequence[Example], needs: Sequence[str]) -> Labels:
    return Labels(
        need=np.array(numbers(needs, [example.need for example in examples]), np.int64),
        priority=_optional(PRIORITIES, [example.priority for example in examples]),
        sentiment=_optional(TONES, [example.sentiment for example in examples]),
    )


def _optional(names: Sequence[str], values: Sequence[str | None]) -> Ints:
    return np.array([UNKNOWN if value is None else names.index(value) for value in values], np.int64)


def cross_validate(taught: _Taught, concepts: Concepts, kind: Kind, needs: int, progress: Progress) -> Unseen:
    parts: list[Unseen] = []
    for number, (seen, unseen) in enumerate(folds(taught.labels.need, FOLDS)):
        some = taught.rows(seen)
        features = learn_features(some.texts, concepts, MIXING)
        parts.append(_said(_fit(features, some, kind, needs), features, taught.rows(unseen), unseen))
        progress((number + 1) / (FOLDS + 1))
    return _together(parts, needs)


def _rows(labels: Labels, rows: Ints) -> Labels:
    return Labels(labels.need[rows], labels.priority[rows], labels.sentiment[rows])


def _fit(features: Features, taught: _Taught, kind: Kind, needs: int) -> Heads:
    read, labels = features.read(taught.texts), taught.labels
    words, counts = features.matrix(read), read.blocks[2].counts
    toned = extras.for_need(words, taught.tone)
    need = fitted(kind, toned, labels.need, needs, strength=STRENGTH)
    explainer = need if isinstance(need, Linear) else fitted("linear", toned, labels.need, needs, strength=STRENGTH)
    pressing = extras.for_priority(words, counts, features.concepts, taught.tone)
    return Heads(
        need=need,
        explainer=explainer if isinstance(explainer, Linear) else silent(toned.shape[1], needs),
        priority=_labelled(pressing, labels.priority, len(PRIORITIES), PRIORITY_STRENGTH),
        sentiment=_labelled(extras.for_sentiment(words, taught.tone), labels.sentiment, len(TONES), TONE_STRENGTH),
    )


def _said(heads: Heads, features: Features, asked: _Taught, rows: Ints) -> Unseen:
    read = features.read(asked.texts)
    words, counts = features.matrix(read), read.blocks[2].counts
    return Unseen(
        rows=rows,
        need=heads.need.margins(extras.for_need(words, asked.tone)),
        priority=heads.priority.margins(extras.for_priority(words, counts, features.concepts, asked.tone)),
        sentiment=heads.sentiment.margins(extras.for_sentiment(words, asked.tone)),
        familiar=features.familiar(read),
        pressing=reasons(counts, features.concepts),
    )


def _labelled(features: csr_matrix, labels: Ints, classes: int, strength: float) -> Head:
    """Fitted on the examples that have this label."""
    rows = np.flatnonzero(labels != UNKNOWN)
    return fitted("linear", features[rows], labels[rows], classes, strength=strength)


def _together(parts: list[Unseen], needs: int) -> Unseen:
    if not parts:
        need, priority, tone = (np.zeros((0, size), np.float32) for size in (needs, len(PRIORITIES), len(TONES)))
        return Unseen(
            np.zeros(0, np.int64), need, priority, tone, np.zeros(0, np.float32), np.zeros((0, len(REASONS)), np.bool_)
        )
    return Unseen(
        rows=np.concatenate([part.rows for part in parts]),
        need=np.concatenate([part.need for part in parts]),
        priority=np.concatenate([part.priority for part in parts]),
        sentiment=np.concatenate([part.sentiment for part in parts]),
        familiar=np.concatenate([part.familiar for part in parts]),
        pressing=np.concatenate([part.pressing for part in parts]),
    )


def _bundle(
    needs: Sequence[str], kind: Kind, features: Features, heads: Heads, labels: Labels, unseen: Unseen, made_of: str
) -> Bundle:
    truth = _rows(labels, unseen.rows)
    priority = _calibrated(heads.priority, unseen.priority, truth.priority)
    return Bundle(
        needs=tuple(needs),
        kind=kind,
        features=features,
        need=_trusted(heads.need, unseen.need, truth.need),
        explainer=heads.explainer,
        priority=priority,
        urgent_from=_urgent_from(priority.confidences(unseen.priority), truth.priority),
        sentiment=_calibrated(heads.sentiment, unseen.sentiment, truth.sentiment),
        usual=float(np.quantile(unseen.familiar, _UNUSUAL)) if len(unseen.familiar) else 0.5,
        fingerprint=made_of,
    )


def _trusted(head: Head, margins: Floats, truth: Ints) -> Decider:
    factor = best_factor(margins, truth)
    found = confidences(margins, factor) if len(truth) else margins
    right = np.asarray(margins.argmax(axis=1) == truth) if len(truth) else np.zeros(0, np.bool_)
    return Decider(head, factor, best_trust(found.max(axis=1) if len(truth) else np.zeros(0, np.float32), right))


def _calibrated(head: Head, margins: Floats, truth: Ints) -> Decider:
    known = truth != UNKNOWN
    return Decider(head, best_factor(margins[known], truth[known]))


def _urgent_from(confidence: Floats, truth: Ints) -> float:
    """The confidence from which a text is urgent, so that WANTED_RECALL of the urgent ones are found."""
    urgent = confidence[truth == 0, 0]
    return float(np.quantile(urgent, 1 - WANTED_RECALL)) if len(urgent) else 0.5
