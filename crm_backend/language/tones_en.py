"""The weights of the English words of a sentence."""

import re
from functools import cache

from crm_backend.language.lexicon import groups, weights

_WORD = re.compile(r"[a-z0-9/]+(?:['’-][a-z]+)*!?")
_LONGEST = 5  # words of a phrase
_REACH = 3  # words before a word that turn it
_TURNED_GOOD, _TURNED_BAD = -0.9, -0.3  # "not good" is bad, "not bad" hardly good
_MORE, _LESS = 1.4, 0.6
_BEFORE_BUT, _AFTER_BUT = 0.5, 1.25


def score(sentence: str) -> float:
    """The sum of the weights in a lower-case sentence; what stands behind "but" counts more."""
    words = [word.replace("’", "'") for word in _WORD.findall(sentence)]
    buts = [place for place, word in enumerate(words) if place and word in groups("shifters.en")["but"]]
    total, place = 0.0, 0
    while place < len(words):
        length, weight = _phrase(words, place)
        if weight:
            shifted = _shifted(words, place, weight)
            total += shifted * (1 if not buts else _AFTER_BUT if place > buts[-1] else _BEFORE_BUT)
        place += length or 1
    return total


@cache
def _phrases() -> dict[str, float]:
    return weights("sentiment.en")


@cache
def _beginnings() -> dict[str, int]:
    """How many words the longest phrase with this first word has."""
    longest: dict[str, int] = {}
    for phrase in _phrases():
        first, count = phrase.split()[0], phrase.count(" ") + 1
        longest[first] = max(count, longest.get(first, 0))
    return longest


def _phrase(words: list[str], place: int) -> tuple[int, float]:
    """The longest phrase at a place: how many words it has, and its weight."""
    for length in range(min(_LONGEST, _beginnings().get(words[place].rstrip("!"), 0)), 0, -1):
        phrase = " ".join(words[place : place + length])
        weight = _phrases().get(phrase, _phrases().get(phrase.rstrip("!")))
        if weight is not None and place + length <= len(words):
            return length, weight
    return 0, 0.0


def _shifted(words: list[str], place: int, weight: float) -> float:
    shifters = groups("shifters.en")
    before = words[max(0, place - _REACH) : place]
    if before and before[-1] in shifters["more"]:
        weight *= _MORE
    elif before and before[-1] in shifters["less"]:
        weight *= _LESS
    if any(word in shifters["not"] for word in before):
        weight *= _TURNED_GOOD if weight > 0 else _TURNED_BAD
    return weight
