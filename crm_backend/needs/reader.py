"""What a conversation is about, from a trained bundle: need, further needs, priority, sentiment, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched

import numpy as np
from scipy.sparse import csr_matrix

from crm_backend.needs import extras
from crm_backend.needs.arrays import Flags, Floats, Ints
from crm_backend.needs.bundle import Bundle
from crm_backend.needs.catalogue import OTHER, PRIORITIES, TONES, Priority, Tone
from crm_backend.needs.confidence import confidences
from crm_backend.needs.explaining import Word, deciding, token_weights
from crm_backend.needs.features import Read
from crm_backend.needs.urgency import HIGH, REASONS, URGENT, Reason, reasons

SURE_FROM = 0.5  # below, the assistant asks instead of guessing
_AT_ONCE = 512  # conversations, so that a large batch needs little memory
_FADING = 0.55  # what a message counts for against the one after it
_ASKED_ABOUT = 3  # needs to ask about when not sure
_LIKELY = 0.08  # confidence from which a need is worth asking about
_EARLIER_FROM = 0.6  # confidence with which an earlier message must have shown a need that is kept


@dataclass(frozen=True)
class Sentiment:
    """`value` is -1 (negative) to 1 (positive)."""

    label: Tone
    value: float


@dataclass(frozen=True)
class Reading:
    """What is known of a conversation so far. `reasons`: why it is urgent or high; `options`: the likely needs, the
    likeliest first, to ask about when not `sure`."""

    need: str
    also: tuple[str, ...]
    confidence: float
    sure: bool
    priority: Priority
    reasons: tuple[Reason, ...]
    sentiment: Sentiment
    why: tuple[Word, ...]
    options: tuple[str, ...]


class Reader:
    """Reads with one bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    def read(self, *messages: str) -> Reading:
        """One conversation: the customer's messages, the oldest first."""
        return self.read_all([messages])[0]

    def read_all(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        """Each conversation: the customer's messages, the oldest first. No message at all reads as an empty one."""
        found: list[Reading] = []
        for some in batched(conversations, _AT_ONCE):
            found += _Batch(self.bundle, [list(messages) or [""] for messages in some]).readings()
        return found


class _Batch:
    """Some conversations, read together."""

    def __init__(self, bundle: Bundle, conversations: list[list[str]]) -> None:
        self._bundle = bundle
        self._texts = [text for messages in conversations for text in messages]
        lengths = np.array([len(messages) for messages in conversations])
        self._wholes: Ints = np.repeat(np.arange(len(conversations)), lengths)
        self._last: Ints = np.cumsum(lengths) - 1
        self._single = len(self._texts) == len(conversations)
        age = np.repeat(self._last, lengths) - np.arange(len(self._texts))
        shares = (_FADING**age).astype(np.float32)
        columns = np.arange(len(self._texts))
        self._mixing = csr_matrix((shares, (self._wholes, columns)), (len(conversations), len(self._texts)))

    def readings(self) -> list[Reading]:
        bundle, read = self._bundle, self._bundle.features.read(self._texts)
        mixing = None if self._single else self._mixing
        words = bundle.features.matrix(read, mixing)
        counts = read.blocks[2].counts if mixing is None else (mixing @ read.blocks[2].counts).tocsr()
        confidence = self._confidences(words, self._familiar(read))
        chosen = confidence.argmax(axis=1)
        weights = token_weights(bundle, read, words, self._wholes, chosen)
        why = deciding(self._texts, read.batch, weights, self._wholes, len(chosen))
        tone = self._tone()
        return self._shaped(
            confidence,
            self._also(words, read, chosen),
            self._priorities(words, counts, tone),
            reasons(counts, bundle.features.concepts),
            self._sentiments(words, tone),
            why,
        )

    def _confidences(self, words: csr_matrix, familiar: Floats) -> Floats:
        """What is unfamiliar is read with less confidence: TF-IDF would blow up the little that is known of it."""
        decider = self._bundle.need
        margins = decider.head.margins(words) * np.minimum(1.0, familiar / self._bundle.usual)[:, None] ** 2
        return confidences(margins, decider.factor)

    def _familiar(self, read: Read) -> Floats:
        """Of each conversation as a whole: what its most familiar message is."""
        familiar = np.zeros(len(self._last), np.float32)
        np.maximum.at(familiar, self._wholes, self._bundle.features.familiar(read))
        return familiar

    def _tone(self) -> Floats:
        """Of each conversation: that of its last message."""
        return extras.tones([self._texts[row] for row in self._last])

    def _also(self, words: csr_matrix, read: Read, chosen: Ints) -> Flags:
        """Needs mentioned beside the first one, and what earlier messages clearly were about."""
        mentioned = self._bundle.mentions.margins(words) >= self._bundle.also_from
        if not self._single:
            alone = self._confidences_alone(read)
            np.logical_or.at(mentioned, self._wholes, alone >= _EARLIER_FROM)
        mentioned[np.arange(len(chosen)), chosen] = False
        if OTHER in self._bundle.needs:
            mentioned[:, self._bundle.needs.index(OTHER)] = False
        return np.asarray(mentioned)

    def _confidences_alone(self, read: Read) -> Floats:
        features = self._bundle.features
        decider, familiar = self._bundle.need, features.familiar(read)
        margins = decider.head.margins(features.matrix(read)) * np.minimum(1.0, familiar / self._bundle.usual)[:, None]
        return confidences(margins, decider.factor)

    def _priorities(self, words: csr_matrix, counts: csr_matrix, tone: Floats) -> Ints:
        features = extras.for_priority(words, counts, self._bundle.features.concepts, tone)
        confidence = confidences(self._bundle.priority.head.margins(features), self._bundle.priority.factor)
        calm = confidence[:, 1:].argmax(axis=1) + 1
        return np.asarray(np.where(confidence[:, 0] >= self._bundle.urgent_from, 0, calm))

    def _sentiments(self, words: csr_matrix, tone: Floats) -> Floats:
        decider = self._bundle.sentiment
        return confidences(decider.head.margins(extras.for_sentiment(words, tone)), decider.factor)

    def _shaped(
        self,
        confidence: Floats,
        also: Flags,
        priorities: Ints,
        pressing: Flags,
        sentiments: Floats,
        why: list[list[Word]],
    ) -> list[Reading]:
        needs = self._bundle.needs
        order = np.argsort(-confidence, axis=1, kind="stable")[:, :_ASKED_ABOUT]
        found: list[Reading] = []
        for row, likely in enumerate(order):
            best = float(confidence[row, likely[0]])
            priority = PRIORITIES[priorities[row]]
            found.append(
                Reading(
                    need=needs[likely[0]],
                    also=tuple(needs[number] for number in np.flatnonzero(also[row])),
                    confidence=round(best, 4),
                    sure=best >= SURE_FROM,
                    priority=priority,
                    reasons=_reasons(priority, pressing[row]),
                    sentiment=_sentiment(sentiments[row]),
                    why=tuple(why[row]),
                    options=tuple(needs[number] for number in likely if confidence[row, number] >= _LIKELY),
                )
            )
        return found


def _reasons(priority: Priority, pressing: Flags) -> tuple[Reason, ...]:
    """Those that count for this priority."""
    counting = {"urgent": URGENT + HIGH, "high": HIGH}.get(priority, ())
    return tuple(name for name, shown in zip(REASONS, pressing, strict=True) if shown and name in counting)


def _sentiment(shares: Floats) -> Sentiment:
    value = float(shares[TONES.index("positive")] - shares[TONES.index("negative")])
    return Sentiment(TONES[int(shares.argmax())], round(value, 3))
