"""Days in a text, absolute and relative, in both languages. Times of day belong to no date: "at 5pm" is left out."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from rapport_text import dates_en, dates_zh
from rapport_text.days import valid
from rapport_text.hints import has_any


class Day(NamedTuple):
    """A date in a text; `value` in ISO 8601 (also 2026-10, 2026-W47), or as it is written when it can't be computed."""

    start: int
    end: int
    value: str


_FULL = re.compile(
    r"(?<![0-9A-Za-z.-])(?P<y>(?:19|20)[0-9]{2})(?:(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})"
    r"|(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12][0-9]|3[01]))(?:t(?=[0-9]{2}:)|(?![0-9A-Za-z_-]|\.[0-9]))[日号]?"
)
_LAST_YEAR = re.compile(
    r"(?<![0-9A-Za-z.-])(?P<a>[0-9]{1,2})(?P<s>[-/.])(?P<b>[0-9]{1,2})(?P=s)(?P<y>(?:19|20)[0-9]{2}"
    r"|[0-9]{2})(?![0-9A-Za-z_/-]|\.[0-9])"
)


def find_dates(plain: str, today: date | None = None) -> list[Day]:
    """The dates in a normalised, simplified, lower-case text; where two overlap the longer one."""
    found = sorted(_all(plain, today), key=lambda day: (day.start, -day.end))
    kept: list[Day] = []
    for day in found:
        if not kept or day.start >= kept[-1].end:
            kept.append(day)
    return kept


def _all(plain: str, today: date | None) -> Iterator[Day]:
    for match in _FULL.finditer(plain) if has_any(plain, ("19", "20")) else ():
        day = valid(int(match["y"]), int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))
        if day:
            yield Day(match.start(), match.end(), day.isoformat())
    for match in _LAST_YEAR.finditer(plain) if has_any(plain, ("-", "/", ".")) else ():
        day = _with_year_last(match)
        if day:
            yield Day(match.start(), match.end(), day.isoformat())
    for start, end, value in (*dates_zh.find(plain, today), *dates_en.find(plain, today)):
        yield Day(start, end, value or plain[start:end])


def _with_year_last(match: "re.Match[str]") -> date | None:
    """11/20/2026 as in America; 20/11/2026 and 20.11.2026 as in Europe."""
    if match["s"] == "." and len(match["y"]) == 2:
        return None  # a version
    year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
    first, second = int(match["a"]), int(match["b"])
    month_first = match["s"] != "." and first <= 12
    return valid(year, first, second) if month_first else valid(year, second, first)
