"""Features beyond words: what each head sees in addition."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack

from crm_backend.language.sentiment import sentiment
from crm_backend.needs.arrays import Floats
from crm_backend.needs.concepts import Concepts
from crm_backend.needs.urgency import signals

SIGNAL, TONE, NEED_TONE = 0.5, 1.0, 0.4  # how much they weigh against the words, which have length 1 altogether


def tones(texts: Sequence[str]) -> Floats:
    """The sentiment of each text by the rules of crm_backend.language, -1 to 1, as one column."""
    return np.array([[sentiment(text).value] for text in texts], np.float32).reshape(-1, 1)


def for_need(features: csr_matrix, tone: Floats) -> csr_matrix:
    """Praise and complaint speak of the same things, in another tone."""
    both = np.hstack([np.maximum(tone, 0), np.maximum(-tone, 0)])
    return hstack([features, csr_matrix(NEED_TONE * both)], format="csr", dtype=np.float32)


def for_priority(features: csr_matrix, counts: csr_matrix, concepts: Concepts, tone: Floats) -> csr_matrix:
    return hstack([features, csr_matrix(SIGNAL * signals(counts, concepts)), csr_matrix(TONE * tone)], format="csr")


def for_sentiment(features: csr_matrix, tone: Floats) -> csr_matrix:
    return hstack([features, csr_matrix(TONE * tone)], format="csr")
