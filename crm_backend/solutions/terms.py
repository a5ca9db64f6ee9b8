"""The terms that matching and search go by: English words without their endings, Chinese characters and pairs."""

import re
from collections.abc import Container, Sequence
from functools import lru_cache

from rapport_text.normalise import normalise, simplified

_RUN = re.compile(r"[a-z0-9]+|[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_APOSTROPHE = re.compile(r"(?<=[a-z])['\u2019](?=[a-z])")
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
_SHORTEST = 3  # what is left of a word without its ending
_DOUBLED_BY_NATURE = "lsz"  # call, pass, buzz; but stopp(ed), shipp(ing)
_EMPTY = frozenset(  # words that say nothing about what is asked
    """
    a an the of to in on at for and or is are was be do does did how what where when why which who can could would
    should i my me you your it its this that there if with from by as have has had will not dont cant im ive
    """.split()
) | frozenset("的了吗呢吧啊呀哦嘛我你您")


def runs(text: str) -> list[str]:
    """The text in pieces, in plain spelling and lower case: Latin words, numbers, stretches of Chinese."""
    return _RUN.findall(_APOSTROPHE.sub("", simplified(normalise(text)).lower()))


def terms(text: str) -> list[str]:
    """All terms, in the order of the text: 退货 is 退, 货, 退货; "Shipped" is "ship"."""
    return _terms(runs(text))


def sought(text: str) -> list[str]:
    """What a search asks for: stems, pairs of Chinese characters (a single one if it stands alone), each once."""
    found: list[str] = []
    for run in runs(text):
        if run.isascii():
            found.append(stem(run))
        else:
            found += [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
    return list(dict.fromkeys(found))


def telling(pieces: Sequence[str]) -> list[str]:
    """The runs without words that say nothing. None at all are left of "how do I"."""
    return [run for run in pieces if run not in _EMPTY]


def telling_terms(pieces: Sequence[str]) -> list[str]:
    """The terms of runs, without words that say nothing."""
    return [term for term in _terms(telling(pieces)) if term not in _EMPTY]


def shared(pieces: Sequence[str], held: Container[str]) -> list[str]:
    """What of the runs is among the terms `held`: whole words as written, Chinese as long as it goes on."""
    words: list[str] = []
    for run in telling(pieces):
        if run.isascii():
            words += [run] if stem(run) in held else []
        else:
            words += _stretches(run, held)
    return list(dict.fromkeys(words))


def _terms(pieces: Sequence[str]) -> list[str]:
    found: list[str] = []
    for run in pieces:
        if run.isascii():
            found.append(stem(run))
        else:
            found += run
            found += [run[at : at + 2] for at in range(len(run) - 1)]
    return found


def _stretches(run: str, held: Container[str]) -> list[str]:
    """Stretches of Chinese all of whose pairs are held; single characters say too little to be shown."""
    pieces, begin = [], 0
    for at in range(len(run)):
        if run[at : at + 2] not in held or at + 1 == len(run):
            if at > begin:
                pieces.append(run[begin : at + 1])
            begin = at + 1
    return pieces


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """An English word without its ending: returns, returned and returning are one. Numbers stay as they are."""
    if len(word) <= _SHORTEST or not word.isalpha():
        return word
    if not word.endswith("ss"):
        word = _without_ending(word)
    return word[:-1] if len(word) > _SHORTEST and word.endswith("e") else word


def _without_ending(word: str) -> str:
    for ending, instead in _ENDINGS:
        left = len(word) - len(ending) + len(instead)
        if word.endswith(ending) and left >= _SHORTEST:
            bare = word[: -len(ending)] + instead
            doubled = ending in ("ing", "ed") and left > _SHORTEST and bare[-1] == bare[-2]
            return bare[:-1] if doubled and bare[-1] not in _DOUBLED_BY_NATURE else bare
    return word
