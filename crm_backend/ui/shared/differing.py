"""What differs between two texts, line by line. Pure."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Mark = Literal["same", "gone", "new"]


class Line(NamedTuple):
    """A line of both texts, of the first only (gone), or of the second only (new)."""

    mark: Mark
    text: str


def differing(before: str, after: str) -> list[Line]:
    """All lines of both, in order; where lines were replaced, the gone ones first."""
    old, new = before.splitlines(), after.splitlines()
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [line for kind, a, b, c, d in steps for line in _lines(kind, old[a:b], new[c:d])]


def _lines(kind: str, old: list[str], new: list[str]) -> Iterator[Line]:
    if kind == "equal":
        yield from (Line("same", text) for text in old)
    else:
        yield from (Line("gone", text) for text in old)
        yield from (Line("new", text) for text in new)
