"""How each text opens: its first clause, since what a customer names first is most often what they mainly want."""

from functools import cache

import numpy as np

from crm_backend.needs.arrays import Flags, Hashes, Ints
from crm_backend.needs.characters import MARK
from crm_backend.needs.grams import Grams
from crm_backend.needs.tokens import Batch, tokens

_SHORTEST = 3  # tokens: a clause is longer than a greeting
_JOINING = ("and", "but", "also", "plus", "so", "because", "btw", "though", "then")


def opening_grams(grams: Grams, batch: Batch, messages: Ints) -> Grams:
    """Those that stand whole in the first clause of a message. `messages`: of each text, the number of the message that
    it is a piece of, from 0 on; the pieces of one stand together."""
    first = _first_clause(batch, messages[batch.rows])
    inside = first[grams.token] & first[grams.token + grams.length - 1]
    return Grams(grams.hashes[inside], grams.rows[inside], grams.token[inside], grams.length[inside])


def _first_clause(batch: Batch, message: Ints) -> Flags:
    """For each token, whether no mark or joining word ends the first clause of its message before it."""
    begins = np.searchsorted(message, message)
    place = np.arange(len(message)) - begins
    ends = ((batch.kinds == MARK) | np.isin(batch.hashes, _joining())) & (place >= _SHORTEST)
    ended = np.cumsum(ends)
    before = np.concatenate([[0], ended])[begins]
    return np.asarray(ended == before)


@cache
def _joining() -> Hashes:
    return tokens(_JOINING).hashes
