"""The words that decided: what each feature says for the chosen need, laid back on the words that it covers."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from crm_backend.needs.arrays import Flags, Floats, Ints
from crm_backend.needs.bundle import Bundle
from crm_backend.needs.characters import HAN
from crm_backend.needs.features import Block, Read
from crm_backend.needs.tokens import Batch

_SHOWN = 4  # words of a text
_LONGEST = 4  # Chinese characters that are shown as one word
_ENOUGH = 0.15  # of the heaviest: what weighs less did not decide


class Word(NamedTuple):
    """A stretch of the original text, and how much it speaks for the need against the average of all needs."""

    word: str
    weight: float


def token_weights(bundle: Bundle, read: Read, features: csr_matrix, wholes: Ints, chosen: Ints) -> Floats:
    """For each token of the batch, what it says for the chosen need of its whole.

    `features` is wholes × features, `wholes` the whole of each text, `chosen` the need of each whole.
    """
    planes = bundle.explainer.planes
    keys = np.repeat(np.arange(features.shape[0]), np.diff(features.indptr)) * features.shape[1] + features.indices
    needs = np.repeat(chosen, np.diff(features.indptr))
    said = features.data * (planes[features.indices, needs] - planes.mean(axis=1)[features.indices])
    weights: NDArray[np.float64] = np.zeros(len(read.batch.rows))
    first = 0
    for block, vocabulary in zip(read.blocks, bundle.features.vocabularies, strict=True):
        _lay(weights, block, keys, said, wholes, first, features.shape[1])
        first += len(vocabulary.known)
    return weights.astype(np.float32)


def _lay(
    weights: NDArray[np.float64], block: Block, keys: Ints, said: Floats, wholes: Ints, first: int, width: int
) -> None:
    """Share what each feature of the block says among the places where it stands, and there among its tokens."""
    known = block.columns >= 0
    token, length = block.grams.token[known], block.grams.length[known]
    if not len(token) or not len(keys):
        return
    wanted = wholes[block.grams.rows[known]] * width + first + block.columns[known]
    order = np.argsort(keys, kind="stable")
    place = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)]
    found = keys[place] == wanted
    times = np.bincount(place[found], minlength=len(keys))
    share = np.where(found, said[place] / np.maximum(times[place], 1) / length, 0.0)
    for ahead in range(int(length.max())):
        covered = length > ahead
        weights += np.bincount(token[covered] + ahead, share[covered], len(weights))


def deciding(texts: Sequence[str], read: Read, weights: Floats, wholes: Ints, size: int) -> list[list[Word]]:
    """The heaviest words of each whole, the heaviest first."""
    found: list[list[Word]] = [[] for _ in range(size)]
    batch = read.batch
    first, last, said = _words(batch, weights, _joining(read))
    owners = wholes[batch.rows[first]]
    order = np.lexsort((-said, owners))
    begins = np.searchsorted(owners[order], np.arange(size))
    heaviest = np.zeros(size, np.float32)
    np.maximum.at(heaviest, owners, said)
    place = np.arange(len(order)) - begins[owners[order]]
    shown = order[(place < _SHOWN) & (said[order] >= _ENOUGH * heaviest[owners[order]])]
    rows, start, end = batch.rows[first[shown]], batch.start[first[shown]], batch.end[last[shown]]
    for owner, row, left, right, weight in zip(
        *(each.tolist() for each in (owners[shown], rows, start, end, said[shown])), strict=True
    ):
        found[owner].append(Word(texts[row][left:right], round(weight, 3)))
    return found


def _joining(read: Read) -> Flags:
    """For each token, whether it and the next one are a pair that the examples hold."""
    block, found = read.blocks[0], np.zeros(len(read.batch.rows), np.bool_)
    found[block.grams.token[(block.grams.length == 2) & (block.columns >= 0)]] = True
    return found


def _words(batch: Batch, weights: Floats, joining: Flags) -> tuple[Ints, Ints, Floats]:
    """(First token, last token, weight) of each word that speaks for the need; Chinese characters that do and that the
    examples know beside each other are one word."""
    speaking = np.flatnonzero(weights > 0)
    if not len(speaking):
        return speaking, speaking, np.zeros(0, np.float32)
    chinese, rows = batch.kinds[speaking] == HAN, batch.rows[speaking]
    begins = np.ones(len(speaking), np.bool_)
    begins[1:] = (np.diff(speaking) > 1) | ~chinese[1:] | ~chinese[:-1] | (rows[1:] != rows[:-1])
    begins[1:] |= ~joining[speaking[:-1]]
    runs = np.flatnonzero(begins)
    inside = np.arange(len(speaking)) - runs[np.cumsum(begins) - 1]
    begins |= inside % _LONGEST == 0
    runs = np.flatnonzero(begins)
    ends = np.append(runs[1:], len(speaking)) - 1
    return speaking[runs], speaking[ends], np.add.reduceat(weights[speaking], runs).astype(np.float32)
