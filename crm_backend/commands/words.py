"""The sentences of the command line, in the language of --locale, LC_ALL, LC_MESSAGES or LANG."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from crm_backend.errors import RapportError
from crm_backend.kit import texts
from crm_backend.loading.errors import LoadRefused


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language that these arguments and this environment ask for."""
    wishes = [environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for position, argument in enumerate(arguments):
        if argument.startswith("--locale="):
            wishes.insert(0, argument.partition("=")[2])
        elif argument == "--locale":
            wishes[:0] = arguments[position + 1 : position + 2]
    first = next((wish for wish in wishes if wish), "")
    return texts.choose_language(first.replace("_", "-"))


@cache
def language() -> str:
    """The language of this run."""
    return choose(sys.argv[1:], os.environ)


def say(name: str, /, **params: str | int) -> str:
    """The sentence `commands.<name>` in the language of this run."""
    return texts.text(f"commands.{name}", language(), **params)


class Stop(Exception):
    """The command can't go on: what happened and the way out, in the language of this run."""

    def __init__(self, name: str, /, *lines: str, code: int = 1, **params: str | int) -> None:
        super().__init__("\n".join([say(name, **params), *lines]))
        self.code = code
        self._said = (name, lines, code, params)

    def __reduce__(self) -> tuple[Callable[..., "Stop"], tuple[object, ...]]:
        """It may be raised in another process than the one that tells it."""
        return _again, self._said


def _again(name: str, lines: tuple[str, ...], code: int, params: dict[str, str | int]) -> Stop:
    return Stop(name, *lines, code=code, **params)


def told(error: RapportError) -> str:
    """A named error as a sentence; a refused file also line by line."""
    if isinstance(error, LoadRefused):
        return "\n".join(error.describe(language()))
    return texts.text(error.code, language(), **error.params) if texts.has(error.code) else str(error)
