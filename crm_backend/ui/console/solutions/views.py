"""What the list of solutions shows, and how two wordings are put beside each other. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from crm_backend.kit.texts import LANGUAGES
from crm_backend.solutions.rules import fails
from crm_backend.solutions.schemas import Content, SolutionSummary, State
from crm_backend.ui.shared.differing import Line, differing

STATES: tuple[State, ...] = ("published", "draft", "retired")
RECORDS = ("never", "shown", "helped", "failed", "failing")
PAGE = 50
LIST = "/console/solutions"


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; an empty text narrows nothing. `missing`: a language without a text."""

    words: str = ""
    need: str = ""
    state: str = ""
    missing: str = ""
    record: str = ""
    page: int = 1

    @property
    def narrow(self) -> bool:
        return bool(self.words or self.need or self.state or self.missing or self.record)

    def address(self, page: int = 1) -> str:
        """The list with these filters."""
        named = {"q": self.words, "need": self.need, "state": self.state, "missing": self.missing}
        named |= {"record": self.record, "page": str(page) if page > 1 else ""}
        return address(**named)


def address(**filters: str) -> str:
    """The list, narrowed."""
    given = {name: value for name, value in filters.items() if value}
    return f"{LIST}?{urlencode(given)}" if given else LIST


def read_filters(query: Mapping[str, str], needs: Sequence[str]) -> Filters:
    """What is not one of the choices counts as not chosen."""
    page = query.get("page", "1")
    return Filters(
        words=query.get("q", "").strip()[:200],
        need=_one_of(query.get("need"), needs),
        state=_one_of(query.get("state"), STATES),
        missing=_one_of(query.get("missing"), LANGUAGES),
        record=_one_of(query.get("record"), RECORDS),
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 else 1,
    )


def _one_of(given: str | None, choices: Sequence[str]) -> str:
    return given if given and given in choices else ""


def fits(one: SolutionSummary, filters: Filters, shown: int) -> bool:
    """Whether a solution that was shown so often belongs in the list. Words are searched elsewhere."""
    needed = not filters.need or filters.need in one.needs
    in_state = not filters.state or one.state == filters.state
    lacking = not filters.missing or filters.missing not in one.titles
    return needed and in_state and lacking and _has_record(one, filters.record, shown)


def _has_record(one: SolutionSummary, record: str, shown: int) -> bool:
    met = {
        "never": not shown,
        "shown": shown > 0,
        "helped": one.helped > 0,
        "failed": one.failed > 0,
        "failing": fails(one.helped, one.failed),
    }
    return met.get(record, True)


def title_of(titles: Mapping[str, str], language: str) -> str:
    """In the reader's language, else in the other."""
    return titles.get(language) or next(iter(titles.values()), "")


class Difference(NamedTuple):
    """A part of a solution that differs. `language` is empty where a part has none."""

    part: str
    language: str
    lines: list[Line]


def differences(before: Content, after: Content) -> list[Difference]:
    """The parts that are not the same, in the order of the form."""
    old, new = dict(_parts(before)), dict(_parts(after))
    return [
        Difference(part, language, differing(old.get((part, language), ""), new.get((part, language), "")))
        for part, language in dict.fromkeys([*new, *old])
        if old.get((part, language), "") != new.get((part, language), "")
    ]


def _parts(content: Content) -> Iterator[tuple[tuple[str, str], str]]:
    for language, text in content.texts.items():
        yield ("title", language), text.title
        yield ("body", language), text.body
        yield ("phrasings", language), "\n".join(text.phrasings)
    yield ("needs", ""), "\n".join(content.needs)
    yield ("products", ""), "\n".join(content.products)
