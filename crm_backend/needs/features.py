"""Texts as numbers: token grams, letter grams, concepts, and the token grams that they open with, side by side, each of
them traced to the words it covers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack

from crm_backend.needs.arrays import Floats, Ints
from crm_backend.needs.characters import HAN
from crm_backend.needs.concepts import Concepts
from crm_backend.needs.grams import Grams, letter_grams, token_grams
from crm_backend.needs.openings import opening_grams
from crm_backend.needs.tokens import Batch, tokens
from crm_backend.needs.vocabulary import Vocabulary, learned

_NOTHING, _HARDLY = 2, 0.3  # a text of so few characters is hardly familiar, whatever it is
_CODES = 0x110000  # code points
RARE_TOKENS, RARE_LETTERS = 2, 3  # texts that must hold a gram before it is learned
type Weights = tuple[float, float, float, float]  # of the four kinds against each other


@dataclass(frozen=True)
class Block:
    """One kind of features: where they stand in the texts, and how often."""

    grams: Grams
    columns: Ints  # -1: unknown
    counts: csr_matrix


@dataclass(frozen=True)
class Read:
    """A batch of texts, and what the features found in it."""

    batch: Batch
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Features:
    """What was learned from the examples' texts."""

    vocabularies: tuple[Vocabulary, Vocabulary, Vocabulary, Vocabulary]
    concepts: Concepts
    weights: Weights

    def read(self, texts: Sequence[str], messages: Ints | None = None) -> Read:
        """`messages`: of each text, the number of the message that it is a piece of; by default each is one."""
        batch = tokens(texts)
        whole, letters = token_grams(batch), letter_grams(batch)
        opening = opening_grams(whole, batch, np.arange(batch.size) if messages is None else messages)
        found, columns = self.concepts.find(batch)
        words, pieces, _, first = self.vocabularies
        placed = (
            (whole, words.columns(whole.hashes)),
            (letters, pieces.columns(letters.hashes)),
            (found, columns),
            (opening, first.columns(opening.hashes)),
        )
        return Read(
            batch,
            tuple(
                Block(each, where, vocabulary.counts(each, where, batch.size))
                for (each, where), vocabulary in zip(placed, self.vocabularies, strict=True)
            ),
        )

    def matrix(self, read: Read, mixing: csr_matrix | None = None) -> csr_matrix:
        """Texts × features. With `mixing` (wholes × texts), the features of wholes made of weighted texts."""
        parts = []
        for block, vocabulary, weight in zip(read.blocks, self.vocabularies, self.weights, strict=True):
            counts = block.counts if mixing is None else (mixing @ block.counts).tocsr()
            parts.append(vocabulary.weighted(counts) * np.float32(weight))
        return hstack(parts, format="csr", dtype=np.float32)

    def familiar(self, read: Read) -> Floats:
        """The share of each text's single tokens and short pieces of words that the examples hold."""
        known = np.zeros(read.batch.size)
        whole = np.zeros(read.batch.size)
        for block in read.blocks[:2]:
            single = block.grams.length == 1
            known += np.bincount(block.grams.rows, single & (block.columns >= 0), read.batch.size)
            whole += np.bincount(block.grams.rows, single, read.batch.size)
        share = known / np.maximum(whole, 1)
        return np.where(_bulk(read) > _NOTHING, share, share * _HARDLY).astype(np.float32)


def _bulk(read: Read) -> Floats:
    """Different characters of each text; a Chinese one is as good as two."""
    batch = read.batch
    lengths = batch.last - batch.first
    places = np.arange(lengths.sum()) + np.repeat(batch.first - (np.cumsum(lengths) - lengths), lengths)
    rows, worth = np.repeat(batch.rows, lengths), np.repeat(np.where(batch.kinds == HAN, 2, 1), lengths)
    _, once = np.unique(rows * _CODES + batch.codes[places], return_index=True)
    return np.bincount(rows[once], worth[once], batch.size).astype(np.float32)


def learn_features(texts: Sequence[str], concepts: Concepts, weights: Weights) -> Features:
    batch = tokens(texts)
    found, columns = concepts.find(batch)
    held = np.zeros(concepts.size)
    pairs = np.unique(np.stack([columns, found.rows]), axis=1)
    np.add.at(held, pairs[0], 1)
    rarity = (np.log((1 + batch.size) / (1 + held)) + 1).astype(np.float32)
    of_concepts = Vocabulary(np.arange(concepts.size, dtype=np.uint64), rarity)
    whole = token_grams(batch)
    return Features(
        (
            learned(whole, batch.size, RARE_TOKENS),
            learned(letter_grams(batch), batch.size, RARE_LETTERS),
            of_concepts,
            learned(opening_grams(whole, batch, np.arange(batch.size)), batch.size, RARE_TOKENS),
        ),
        concepts,
        weights,
    )
