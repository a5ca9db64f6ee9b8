"""What a solution must be, and in which state it is. Pure."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from crm_backend.errors import Invalid
from crm_backend.replies.wording import fill, has_stray_brace, placeholders
from crm_backend.solutions.matching import Entry
from crm_backend.solutions.schemas import Content, Preview, State
from crm_backend.solutions.terms import terms

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID_LONGEST = 80
_WEIGHTS = {"title": 300, "phrasing": 150, "body": 100}  # in the search index
_FEWEST = 3  # outcomes before a solution or a need is said to fail


def state(published: int | None, publications: int) -> State:
    """Of a solution: draft until it is published the first time, retired when it is no longer."""
    if published is not None:
        return "published"
    return "retired" if publications else "draft"


def check_id(solution_id: str) -> None:
    if len(solution_id) > _ID_LONGEST or not _ID.fullmatch(solution_id):
        raise Invalid("solutions.bad_id")


def check(content: Content, needs: Collection[str], facts: Mapping[str, Collection[str]]) -> None:
    """Invalid if it is for a need that we don't know, or asks for a fact that nobody stated."""
    for need in content.needs:
        if need not in needs:
            raise Invalid("solutions.need_unknown", need=need)
    for language, text in content.texts.items():
        for part in (text.title, text.body, *text.phrasings):
            if has_stray_brace(part):
                raise Invalid("solutions.stray_brace")
            unknown = placeholders(part) - set(facts[language])
            if unknown:
                raise Invalid("solutions.fact_unknown", names=", ".join(sorted(unknown)))


def previews(content: Content, facts: Mapping[str, Mapping[str, str]]) -> dict[str, Preview]:
    """What a customer would read, by language, with the facts of today."""
    return {
        language: Preview(title=fill(text.title, facts[language]), body=fill(text.body, facts[language]))
        for language, text in content.texts.items()
    }


def entries(solution_id: str, content: Content, facts: Mapping[str, Mapping[str, str]]) -> Iterator[Entry]:
    """What is matched: one entry a language, facts filled."""
    for language, text in content.texts.items():
        values = facts[language]
        yield Entry(
            solution_id=solution_id,
            language=language,
            title=fill(text.title, values),
            body=fill(text.body, values),
            phrasings=tuple(fill(phrasing, values) for phrasing in text.phrasings),
            needs=tuple(content.needs),
            products=tuple(content.products),
        )


def search_terms(content: Content) -> dict[str, int]:
    """The terms of all its texts with their weights: title before phrasing before body, repeats damped."""
    weights: Counter[str] = Counter()
    for text in content.texts.values():
        for part, weight in (
            (text.title, _WEIGHTS["title"]),
            (" ".join(text.phrasings), _WEIGHTS["phrasing"]),
            (text.body, _WEIGHTS["body"]),
        ):
            for term, count in Counter(terms(part)).items():
                weights[term] += round(weight * (1 + math.log(count)))
    return dict(weights)


def fails(helped: int, failed: int) -> bool:
    """Whether it fails more than it helps, and often enough to say so."""
    return helped + failed >= _FEWEST and failed > helped


def share_helped(helped: int, failed: int) -> float:
    """With one imagined outcome of each kind, so that one failure is not the worst of all."""
    return (helped + 1) / (helped + failed + 2)
