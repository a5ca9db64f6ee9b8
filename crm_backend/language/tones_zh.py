"""The weights of the Chinese words of a sentence, the longest at each place."""

from functools import cache

from crm_backend.language.lexicon import groups, weights

_TURNED_GOOD, _TURNED_BAD = -0.9, -0.3
_MORE, _LESS = 1.3, 0.6
_BEFORE_BUT, _AFTER_BUT = 0.5, 1.25
_BUT_PLACES = 2  # a clause has begun by then: 可 and 却 are words of it


def score(sentence: str) -> float:
    """The sum of the weights in a sentence of simplified characters; what stands behind 但是 counts more."""
    if sentence.isascii():
        return 0.0
    index, turn, total, place = _by_first_character(), _last_but(sentence), 0.0, 0
    while place < len(sentence):
        known = index.get(sentence[place], ())
        word, weight = next((pair for pair in known if sentence.startswith(pair[0], place)), ("", 0.0))
        if weight:
            factor = 1 if turn < 0 else _AFTER_BUT if place > turn else _BEFORE_BUT
            total += _shifted(sentence, place, weight) * factor
        place += len(word) or 1
    return total


@cache
def _by_first_character() -> dict[str, list[tuple[str, float]]]:
    """Words with their weights by their first character, the longest first."""
    index: dict[str, list[tuple[str, float]]] = {}
    for word, weight in sorted(weights("sentiment.zh").items(), key=lambda pair: -len(pair[0])):
        index.setdefault(word[0], []).append((word, weight))
    return index


def _shifted(sentence: str, place: int, weight: float) -> float:
    shifters = groups("shifters.zh")
    before = sentence[max(0, place - 3) : place]
    scale = 1.0
    for group, factor in (("more", _MORE), ("less", _LESS)):
        word = next((w for w in shifters[group] if before.endswith(w)), "")
        if word:
            scale, before = factor, before.removesuffix(word)
            break
    if any(before.endswith(word) for word in shifters["not"]) and weight:
        scale *= _TURNED_GOOD if weight > 0 else _TURNED_BAD
    return weight * scale


def _last_but(sentence: str) -> int:
    """Where the last word of contrast stands that a clause begins with; -1 without one."""
    found = -1
    for word in groups("shifters.zh")["but"]:
        place = sentence.rfind(word)
        if place >= _BUT_PLACES and (len(word) > 1 or sentence[place - 1] in ",、 "):
            found = max(found, place)
    return found
