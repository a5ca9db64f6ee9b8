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
from crm_backend.needs.explaining import Word, deciding, token_weights
from crm_backend.needs.features import Read
from crm_backend.needs.sentences import statements
from crm_backend.needs.urgency import HIGH, REASONS, URGENT, Reason, is_urgent, reasons

SURE_FROM = 0.6  # below, the assistant asks instead of guessing
_AT_ONCE = 512  # conversations, so that a large batch needs little memory
_FADING = 0.55  # what a message counts for against the one after it
_ASKED_ABOUT = 3  # needs to ask about when not sure
_LIKELY = 0.08  # confidence from which a need is worth asking about
_ALSO_FROM = 0.85  # confidence with which a statement alone must show a need beside the first one
_UNKNOWN = 0.5  # how much a text of which nothing is familiar leans towards OTHER


@dataclass(frozen=True)
class Sentiment:
    """`value` is -1 (negative) to 1 (positive)."""

    label: Tone
    value: float


@dataclass(frozen=True)
class Reading:
    """What is known of a conversation so far. `reasons`: why it is urgent or high; `options`: the likely needs, the
    likeliest first, to ask about when not `sure`; `known`: whether its words are as familiar as usual."""

    need: str
    also: tuple[str, ...]
    confidence: float
    sure: bool
    priority: Priority
    reasons: tuple[Reason, ...]
    sentiment: Sentiment
    why: tuple[Word, ...]
    options: tuple[str, ...]
    known: bool


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
        self._last = [messages[-1] for messages in conversations]
        self._texts: list[str] = []
        wholes: list[int] = []
        shares: list[float] = []
        pieces_of: list[int] = []
        message = 0
        for number, messages in enumerate(conversations):
            for age, text in enumerate(reversed(messages)):
                pieces = statements(text)
                self._texts += pieces
                wholes += [number] * len(pieces)
                shares += [_FADING**age] * len(pieces)
                pieces_of += [message] * len(pieces)
                message += 1
        self._wholes: Ints = np.array(wholes, np.int64)
        self._messages: Ints = np.array(pieces_of, np.int64)
        self._single = len(wholes) == len(conversations)
        columns = np.arange(len(wholes))
        shape = (len(conversations), len(wholes))
        self._mixing = csr_matrix((np.array(shares, np.float32), (self._wholes, columns)), shape)

    def readings(self) -> list[Reading]:
        bundle, read = self._bundle, self._bundle.features.read(self._texts, self._messages)
        mixing = None if self._single else self._mixing
        words = bundle.features.matrix(read, mixing)
        counts = read.blocks[2].counts if mixing is None else (mixing @ read.blocks[2].counts).tocsr()
        familiar = bundle.features.familiar(read)
        most = self._most(familiar)
        tone = self._tone()
        toned = extras.for_need(words, tone)
        confidence = self._confidences(toned, most)
        chosen = confidence.argmax(axis=1)
        weights = token_weights(bundle, read, toned, self._wholes, chosen)
        why = deciding(self._texts, read, weights, self._wholes, len(chosen))
        pressing = reasons(counts, bundle.features.concepts)
        return self._shaped(
            confidence,
            self._also(read, familiar, chosen),
            self._priorities(words, counts, tone, pressing),
            pressing,
            self._sentiments(words, tone),
            why,
            most >= bundle.usual,
        )

    def _confidences(self, words: csr_matrix, familiar: Floats) -> Floats:
        """What is unfamiliar is read with less confidence: TF-IDF would blow up the little that is known of it."""
        decider = self._bundle.need
        known = np.minimum(1.0, familiar / self._bundle.usual)[:, None] ** 2
        margins = decider.head.margins(words) * known
        if OTHER in self._bundle.needs:
            margins[:, self._bundle.needs.index(OTHER)] += _UNKNOWN * (1 - known[:, 0])
        return decider.confidences(margins)

    def _most(self, familiar: Floats) -> Floats:
        """Of each conversation as a whole: what its most familiar statement is."""
        most = np.zeros(len(self._last), np.float32)
        np.maximum.at(most, self._wholes, familiar)
        return most

    def _tone(self) -> Floats:
        """Of each conversation: that of its last message."""
        return extras.tones(self._last)

    def _also(self, read: Read, familiar: Floats, chosen: Ints) -> Flags:
        """Needs that a statement or an earlier message is clearly about, beside the first one."""
        also = np.zeros((len(chosen), len(self._bundle.needs)), np.bool_)
        if not self._single:
            words = self._bundle.features.matrix(read)
            alone = self._confidences(extras.for_need(words, np.zeros((words.shape[0], 1), np.float32)), familiar)
            np.logical_or.at(also, self._wholes, alone >= _ALSO_FROM)
        also[np.arange(len(chosen)), chosen] = False
        if OTHER in self._bundle.needs:
            also[:, self._bundle.needs.index(OTHER)] = False
        return also

    def _priorities(self, words: csr_matrix, counts: csr_matrix, tone: Floats, pressing: Flags) -> Ints:
        features = extras.for_priority(words, counts, self._bundle.features.concepts, tone)
        decider = self._bundle.priority
        confidence = decider.confidences(decider.head.margins(features))
        calm = confidence[:, 1:].argmax(axis=1) + 1
        return np.asarray(np.where(is_urgent(confidence[:, 0], pressing, self._bundle.urgent_from), 0, calm))

    def _sentiments(self, words: csr_matrix, tone: Floats) -> Floats:
        decider = self._bundle.sentiment
        return decider.confidences(decider.head.margins(extras.for_sentiment(words, tone)))

    def _shaped(
        self,
        confidence: Floats,
        also: Flags,
        priorities: Ints,
        pressing: Flags,
        sentiments: Floats,
        why: list[list[Word]],
        known: Flags,
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
                    known=bool(known[row]),
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
