"""How often is the right entry found? Ours beside plain BM25, on any FAQ with people's own rephrasings.

Docs: one `{"id", "question", "answers": [...]}` a line; queries: `{"query", "gold": [id, ...]}`. Prints one JSON line.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import typer

from crm_backend.solutions.bm25 import Bm25
from crm_backend.solutions.counting import Vocabulary
from crm_backend.solutions.matching import Asked, Entry, Matcher

FOLDS = 5  # of the queries whose words are indexed as rephrasings: four parts of five, tested on the fifth


class Query(NamedTuple):
    text: str
    gold: frozenset[str]


class Searched(NamedTuple):
    """The place of the first right entry of each query, and how long the first five took."""

    places: list[int]
    milliseconds: list[float]


Search = Callable[[str, int], list[str]]  # the ids of the best entries
Build = Callable[[Sequence[Entry]], Search]


def main(
    docs: Annotated[Path, typer.Option(help="the FAQ")],
    queries: Annotated[Path, typer.Option(help="what people asked instead, with the right entries")],
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
) -> None:
    entries = [_entry(json.loads(line), language) for line in docs.read_text("utf-8").splitlines()]
    asked = [_query(json.loads(line)) for line in queries.read_text("utf-8").splitlines()]
    print(json.dumps(_report(entries, asked), ensure_ascii=False))


def _entry(line: dict[str, Any], language: str) -> Entry:
    return Entry(str(line["id"]), language, line["question"], " ".join(line["answers"]))


def _query(line: dict[str, Any]) -> Query:
    return Query(line["query"], frozenset(map(str, line["gold"])))


def _report(entries: Sequence[Entry], asked: Sequence[Query]) -> dict[str, Any]:
    searched = {
        (name, how): run(entries, asked, build)
        for name, build in (("ours", _ours), ("bm25", _plain))
        for how, run in (("alone", _alone), ("with_rephrasings", _with_rephrasings))
    }
    ours = {how: searched["ours", how] for how in ("alone", "with_rephrasings")}
    return {
        **_figures(ours["alone"]),
        "bm25": _figures(searched["bm25", "alone"]),
        "with_rephrasings": _figures(ours["with_rephrasings"])
        | {"bm25": _figures(searched["bm25", "with_rephrasings"])},
        "odd_queries": {how: _mrr(found.places[1::2]) for how, found in ours.items()},
        "entries": len(entries),
        "queries": len(asked),
    }


def _alone(entries: Sequence[Entry], asked: Sequence[Query], build: Build) -> Searched:
    """Question and answer only."""
    return _search(build(entries), asked, len(entries))


def _with_rephrasings(entries: Sequence[Entry], asked: Sequence[Query], build: Build) -> Searched:
    """Cross-validated: the queries of the other parts are indexed too; a query is never its own document."""
    places, took = [0] * len(asked), [0.0] * len(asked)
    for part in range(FOLDS):
        others = [query for at, query in enumerate(asked) if at % FOLDS != part]
        found = _search(build([_rephrased(entry, others) for entry in entries]), asked[part::FOLDS], len(entries))
        places[part::FOLDS], took[part::FOLDS] = found
    return Searched(places, took)


def _rephrased(entry: Entry, asked: Sequence[Query]) -> Entry:
    own = tuple(query.text for query in asked if entry.solution_id in query.gold)
    return Entry(entry.solution_id, entry.language, entry.title, entry.body, own)


def _search(search: Search, asked: Sequence[Query], entries: int) -> Searched:
    places, took = [], []
    for query in asked:
        begun = time.perf_counter()
        search(query.text, 5)
        took.append((time.perf_counter() - begun) * 1000)
        ranked = search(query.text, entries)
        places.append(next(place for place, found in enumerate(ranked, 1) if found in query.gold))
    return Searched(places, took)


def _ours(entries: Sequence[Entry]) -> Search:
    matcher, language = Matcher(entries), entries[0].language
    return lambda text, limit: [match.solution_id for match in matcher.match(Asked(text, language), limit)]


def _plain(entries: Sequence[Entry]) -> Search:
    """BM25 as textbooks have it (k1 1.2, b 0.75) over all words of an entry, lower case and otherwise as written."""
    documents = [_words(" ".join((e.title, *e.phrasings, e.body))) for e in entries]
    words, ids = Vocabulary(documents), [entry.solution_id for entry in entries]
    bm25 = Bm25(words.counts(documents), k1=1.2, b=0.75)

    def search(text: str, limit: int) -> list[str]:
        scores = bm25.scores(words.counts([_words(text)]), [0])[0]
        return [ids[place] for place in np.argsort(-scores, kind="stable")[:limit]]

    return search


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _figures(found: Searched) -> dict[str, float]:
    return {
        "mrr": _mrr(found.places),
        "r1": round(float(np.mean([place == 1 for place in found.places])), 4),
        "r5": round(float(np.mean([place <= 5 for place in found.places])), 4),
        "ms_p50": round(float(np.median(found.milliseconds)), 3),
    }


def _mrr(places: Sequence[int]) -> float:
    """Mean reciprocal rank: the mean of 1 / the place of the first right entry."""
    return round(float(np.mean([1 / place for place in places])), 4)


if __name__ == "__main__":
    typer.run(main)
