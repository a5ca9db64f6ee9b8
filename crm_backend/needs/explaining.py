"""The words that decided: what each feature says for the chosen need, laid back on the words that it covers."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from crm_backend.needs.arrays import Floats, Ints
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


def deciding(texts: list[str], batch: Batch, weights: Floats, wholes: Ints, size: int) -> list[list[Word]]:
    """The heaviest words of each whole, the heaviest first."""
    found: list[list[Word]] = [[] for _ in range(size)]
    for row, first, last, weight in _words(batch, weights):
        found[wholes[row]].append(Word(texts[row][batch.start[first] : batch.end[last]], weight))
    return [_heaviest(words) for words in found]


def _heaviest(words: list[Word]) -> list[Word]:
    ordered = sorted(words, key=lambda word: -word.weight)[:_SHOWN]
    return [Word(word, round(weight, 3)) for word, weight in ordered if weight >= _ENOUGH * ordered[0].weight]


def _words(batch: Batch, weights: Floats) -> Iterator[tuple[int, int, int, float]]:
    """(Text, first token, last token, weight) of words that speak for the need; neighbouring Chinese characters that
    do are one word."""
    positive = np.flatnonzero(weights > 0)
    run: list[int] = []
    for token in positive.tolist():
        together = run and token == run[-1] + 1 and len(run) < _LONGEST and _one_word(batch, run[-1], token)
        if run and not together:
            yield _whole(batch, weights, run)
            run = []
        run.append(token)
    if run:
        yield _whole(batch, weights, run)


def _one_word(batch: Batch, left: int, right: int) -> bool:
    chinese = batch.kinds[left] == HAN and batch.kinds[right] == HAN
    return bool(chinese and batch.rows[left] == batch.rows[right])


def _whole(batch: Batch, weights: Floats, run: list[int]) -> tuple[int, int, int, float]:
    return int(batch.rows[run[0]]), run[0], run[-1], float(weights[run].sum())
