"""Why a file can't be loaded, line by line, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crm_backend.errors import Invalid
from crm_backend.kit.texts import text

SHOWN = 50


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: `code` names a sentence of texts/loading."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def reason(self, language: str) -> str:
        return text(f"loading.{self.code}", language, **self.params)


@dataclass(frozen=True)
class BadLine:
    """A line that can't be used, counted from 1, and why."""

    number: int
    problems: Sequence[Problem]

    def reason(self, language: str) -> str:
        return " ".join(problem.reason(language) for problem in self.problems)

    def describe(self, language: str) -> str:
        return text("loading.bad_line", language, number=self.number, reason=self.reason(language))


class LoadRefused(Invalid):
    """Nothing of the file was applied. `bad_lines` are the first 50 in the file's order, `count` is of all."""

    def __init__(self, bad_lines: Sequence[BadLine], count: int) -> None:
        super().__init__("loading.refused", count=count)
        self.bad_lines = sorted(bad_lines, key=lambda bad: bad.number)[:SHOWN]
        self.count = count

    def describe(self, language: str) -> list[str]:
        """What to show: one sentence for the whole, then one for each line."""
        hidden = self.count - len(self.bad_lines)
        more = [text("loading.more_bad_lines", language, count=hidden)] if hidden else []
        return [
            text(self.code, language, **self.params),
            *(bad.describe(language) for bad in self.bad_lines),
            *more,
        ]
