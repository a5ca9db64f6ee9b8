"""From four tables of likeness, the need and what happened before to one score: the chance that it fits. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from crm_backend.solutions.counting import Floats

FITS = 0.25  # below this, nothing is proposed
# Found on the even queries of StackFAQ, with and without rephrasings; the odd ones are the test (docs/benchmarks.md).
_WEIGHTS = (0.20, 0.10, 0.35, 0.35)  # asked words, all words, asked characters, body characters
# Logistic regression: is the nearest entry right? On StackFAQ's even queries, with the right entry there and taken
# away, and on our own solutions with a rephrasing kept aside, against texts about nothing that they settle.
_OUT, _FOUND, _OFFSET = 2.6, 2.1, -7.8
_NEAREST = 2  # of each text: what may well fit
_IMAGINED, _USUAL, _USUAL_SPREAD = 10, 0.03, 0.05  # entries that have nothing to do with it, for bases of a handful
# In log-odds. The need outweighs middling words, never clear ones: the reading of the need may be wrong.
_RIGHT_NEED, _WRONG_NEED = 2.5, -4.0
_PRIOR = 4.0  # of each outcome; a solution must fail some times before it sinks
_WEIGHT_OF_RECORD = 1.0


class Record(NamedTuple):
    """What happened when a solution was shown; shown without a word about it counts nowhere."""

    helped: int = 0
    failed: int = 0


def likeness(tables: Sequence[Floats]) -> Floats:
    """The tables as one: score fusion, which beat fusion of ranks on the tuning half by 0.02 MRR."""
    fused: Floats = sum((weight * table for weight, table in zip(_WEIGHTS, tables, strict=True)), np.zeros(()))
    return fused


def standing_out(like: Floats) -> Floats:
    """By how many standard deviations each is nearer to its text than those that have nothing to do with it.

    Unlike likeness itself, this can be compared between long and short texts and between languages. The few nearest
    are not counted among the others, so that two that fit don't hide each other.
    """
    others = np.sort(like, axis=1)[:, : max(like.shape[1] - _NEAREST, 0)]
    count = others.shape[1] + _IMAGINED
    mean = (others.sum(axis=1, keepdims=True) + _IMAGINED * _USUAL) / count
    squares = (others**2).sum(axis=1, keepdims=True) + _IMAGINED * (_USUAL**2 + _USUAL_SPREAD**2)
    out: Floats = (like - mean) / np.sqrt(squares / count - mean**2)
    return out


def log_odds(tables: Sequence[Floats]) -> Floats:
    """Of each entry being right, as calibrated; without need and record. A text of unknown words fits nothing well."""
    out, found = standing_out(likeness(tables)), tables[1].max(axis=1, keepdims=True)
    odds: Floats = _OUT * np.where(out > 0, np.log1p(np.maximum(out, 0)), out) + _FOUND * found + _OFFSET
    return odds


def need_shift(need: str | None, needs: Sequence[str]) -> float:
    """What the conversation's need says about an entry for these needs."""
    if need is None:
        return 0.0
    return _RIGHT_NEED if need in needs else _WRONG_NEED


def record_shift(record: Record) -> float:
    """What the past says: log-odds of the mean of Beta(prior + helped, prior + failed); 0 without a past."""
    return _WEIGHT_OF_RECORD * float(np.log((_PRIOR + record.helped) / (_PRIOR + record.failed)))


def chance(odds: Floats) -> Floats:
    """Log-odds as a share of 1."""
    share: Floats = 1 / (1 + np.exp(-odds))
    return share
