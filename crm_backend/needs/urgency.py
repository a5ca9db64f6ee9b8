"""Why something is pressing: pure rules over the concepts that a text holds. A denied concept ("no hurry") is none."""

from typing import Literal

import numpy as np
from scipy.sparse import csr_matrix

from crm_backend.needs.arrays import Flags, Floats
from crm_backend.needs.concepts import Concepts

Reason = Literal["safety", "fraud", "legal", "today", "anger", "again", "loss"]
URGENT: tuple[Reason, ...] = ("safety", "fraud", "legal", "today")
HIGH: tuple[Reason, ...] = ("anger", "again", "loss")
REASONS = URGENT + HIGH
_SHOWN_BY: dict[Reason, tuple[str, ...]] = {
    "safety": ("safety",),
    "fraud": ("hijacked",),
    "legal": ("legal",),
    "today": ("today",),
    "anger": ("anger",),
    "again": ("again",),
    "loss": ("late", "lost", "charged", "incomplete", "says_delivered"),
}
_CERTAIN = 0.5  # confidence that needs no reason
_EASING = ("no_hurry", "hypothetical")  # a mere question is less pressing, whatever its words


def reasons(counts: csr_matrix, concepts: Concepts) -> Flags:
    """Texts × REASONS, from how often each text holds each concept (and each denied concept)."""
    shown = [_any(counts, concepts, _SHOWN_BY[reason]) for reason in REASONS]
    flags = np.stack(shown, axis=1)
    calm = _any(counts, concepts, ("no_hurry",)) | _denied(counts, concepts, "today")
    flags[:, REASONS.index("today")] &= ~calm
    return flags


def is_urgent(confidence: Floats, flags: Flags, least: float) -> Flags:
    """Texts that are urgent with at least this confidence; without a reason that the rules know, only certain ones.

    `flags` is texts × REASONS.
    """
    pressing = flags[:, : len(URGENT)].any(axis=1)
    return np.asarray((confidence >= least) & (pressing | (confidence >= _CERTAIN)))


def signals(counts: csr_matrix, concepts: Concepts) -> Floats:
    """What a model of priority learns from: each reason, each unless the text is a question, and what eases."""
    flags = reasons(counts, concepts)
    easing = np.stack([_any(counts, concepts, (name,)) for name in _EASING], axis=1)
    firm = flags & ~easing[:, 1:]
    return np.concatenate([flags, firm, easing], axis=1).astype(np.float32)


def _any(counts: csr_matrix, concepts: Concepts, names: tuple[str, ...]) -> Flags:
    columns = [concepts.names.index(name) for name in names if name in concepts.names]
    return np.asarray(counts[:, columns].sum(axis=1)).ravel() > 0


def _denied(counts: csr_matrix, concepts: Concepts, name: str) -> Flags:
    if name not in concepts.names:
        return np.zeros(counts.shape[0], np.bool_)
    column = len(concepts.names) + concepts.names.index(name)
    return np.asarray(counts[:, [column]].sum(axis=1)).ravel() > 0
