"""Which words are denied: "don't want to return it" speaks of no return, "不是要退" neither."""

from functools import cache

import numpy as np

from crm_backend.needs.arrays import Flags, Hashes
from crm_backend.needs.characters import MARK
from crm_backend.needs.tokens import Batch, tokens

_REACH = 4  # tokens after a denial, in the same clause
_WORDS = (
    *("not", "no", "never", "without", "dont", "doesnt", "didnt", "isnt", "wasnt", "arent", "wont", "cant", "cannot"),
    *("couldnt", "wouldnt", "shouldnt", "havent", "hasnt", "nor", "neither", "hardly", *"不没别未无勿莫甭"),
)


def denied(batch: Batch) -> Flags:
    """For each token, whether a denial stands shortly before it in the same clause."""
    denial = np.isin(batch.hashes, _denials())
    border = (batch.kinds == MARK) | np.concatenate([[True], batch.rows[1:] != batch.rows[:-1]])[: len(denial)]
    place = np.arange(len(denial))
    last_denial = np.maximum.accumulate(np.where(denial, place, -_REACH - 1))
    last_border = np.maximum.accumulate(np.where(border, place, 0))
    before = np.concatenate([[-_REACH - 1], last_denial[:-1]])[: len(denial)]
    return np.asarray((before >= last_border) & (place - before <= _REACH))


@cache
def _denials() -> Hashes:
    return tokens(_WORDS).hashes
