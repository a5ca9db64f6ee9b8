"""Which entries of the solution base fit a text. Pure: entries in, matches out; no store, no clock."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched, islice

import numpy as np

from crm_backend.solutions.counting import Floats
from crm_backend.solutions.fields import Fields
from crm_backend.solutions.fusing import Record, chance, log_odds, need_shift, record_shift
from crm_backend.solutions.terms import runs, shared

_AT_ONCE = 1024  # texts compared at once, so that a large batch needs little memory
_WORDS_SHOWN = 6


@dataclass(frozen=True)
class Entry:
    """A solution in one language. With `products`, it fits texts about these only."""

    solution_id: str
    language: str
    title: str
    body: str
    phrasings: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reasons:
    """Why it was ranked: words of the text that it holds, the need if it is for it, what happened before."""

    words: tuple[str, ...] = ()
    need: str | None = None
    helped: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Match:
    """`score`: the chance that it fits, 0 to 1. Below fusing.FITS it should not be proposed."""

    solution_id: str
    title: str
    score: float
    reasons: Reasons


@dataclass(frozen=True)
class Asked:
    """A text with what else is known of it. `products`: ids of the articles that it is about."""

    text: str
    language: str
    need: str | None = None
    products: Collection[str] = field(default=())


class Matcher:
    """Built once for a set of entries; the past may change with every call."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        languages = {entry.language for entry in entries}
        self._shelves = {one: _Shelf([e for e in entries if e.language == one]) for one in sorted(languages)}

    def match(self, asked: Asked, limit: int, records: Mapping[str, Record] | None = None) -> list[Match]:
        """The best entries for one text, best first."""
        shelf = self._shelves.get(asked.language)
        return next(shelf.match([asked], limit, records or {})) if shelf else []

    def match_all(
        self,
        texts: Sequence[str],
        languages: Sequence[str],
        needs: Sequence[str | None],
        limit: int,
        *,
        products: Sequence[Collection[str]] | None = None,
        records: Mapping[str, Record] | None = None,
    ) -> list[list[Match]]:
        """For each text the best entries in its language, best first; none for a language without entries."""
        about = products or [()] * len(texts)
        asked = [Asked(*one) for one in zip(texts, languages, needs, about, strict=True)]
        found: list[list[Match]] = [[] for _ in asked]
        for language, shelf in self._shelves.items():
            places = [place for place, one in enumerate(asked) if one.language == language]
            for some in batched(places, _AT_ONCE):
                matches = shelf.match([asked[place] for place in some], limit, records or {})
                for place, best in zip(some, matches, strict=True):
                    found[place] = best
        return found


class _Shelf:
    """The entries of one language."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        asked = [" ".join((entry.title, *entry.phrasings)) for entry in entries]
        self._fields = Fields(asked, [entry.body for entry in entries])
        self._by_need: dict[str | None, Floats] = {}

    def match(self, asked: Sequence[Asked], limit: int, records: Mapping[str, Record]) -> Iterator[list[Match]]:
        texts = [runs(one.text) for one in asked]
        tables = self._fields.compare(texts)
        past = np.array([record_shift(records.get(entry.solution_id, Record())) for entry in self._entries])
        odds = log_odds(tables) + past
        odds += np.stack([self._need_shifts(one.need) for one in asked])
        scores = chance(odds)
        best = np.argsort(-scores, axis=1, kind="stable")
        for one, text, row, order in zip(asked, texts, scores, best.tolist(), strict=True):
            fitting = islice((place for place in order if _concerns(self._entries[place], one)), limit)
            yield [self._match(one, text, place, float(row[place]), records) for place in fitting]

    def _need_shifts(self, need: str | None) -> Floats:
        if need not in self._by_need:
            self._by_need[need] = np.array([need_shift(need, entry.needs) for entry in self._entries])
        return self._by_need[need]

    def _match(
        self, asked: Asked, text: Sequence[str], place: int, score: float, records: Mapping[str, Record]
    ) -> Match:
        entry = self._entries[place]
        words = shared(text, self._fields.held(place))[:_WORDS_SHOWN]
        need = asked.need if asked.need in entry.needs else None
        reasons = Reasons(tuple(words), need, *records.get(entry.solution_id, Record()))
        return Match(entry.solution_id, entry.title, round(score, 4), reasons)


def _concerns(entry: Entry, asked: Asked) -> bool:
    return not entry.products or any(product in entry.products for product in asked.products)
