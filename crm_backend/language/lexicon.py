"""The word lists beside this file: "weight: words", one group a line. Read once."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "lexicons"


@cache
def weights(name: str) -> dict[str, float]:
    """Word to weight. A word that is listed twice keeps the weight that stands later in the file."""
    found: dict[str, float] = {}
    for key, words in _groups(name):
        found |= dict.fromkeys(words, float(key))
    return found


@cache
def groups(name: str) -> dict[str, frozenset[str]]:
    """Group to its words."""
    return {key: frozenset(words) for key, words in _groups(name)}


@cache
def word_list(name: str) -> frozenset[str]:
    """A list without groups: words between white space."""
    lines = _lines(name)
    return frozenset(word for line in lines for word in line.split())


def _groups(name: str) -> list[tuple[str, list[str]]]:
    pairs = (line.split(":", 1) for line in _lines(name))
    return [(key, [w.strip() for w in (words.split(",") if "," in words else words.split())]) for key, words in pairs]


def _lines(name: str) -> list[str]:
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
