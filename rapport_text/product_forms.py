"""The forms in which customers write a product's name: whole, without its tail, by its head, by what sets it apart."""

import re
from collections.abc import Iterator

from rapport_text.generic_words import CHINESE_ACCESSORIES, CHINESE_DAILY, CHINESE_MODIFIERS, CHINESE_NOUNS, ENGLISH

FULL, MAIN, HEAD, PART = range(4)  # how well a form stands for the name; the smaller the better

_TAIL = re.compile(r"\s*(?:[(,;|/].*|\s-\s.*| (?:with|for|in|set of) .*)$", re.DOTALL | re.IGNORECASE)
_FOR = re.compile(r"(?P<what>.+?) for (?P<whom>.+)", re.IGNORECASE)
_MEASURE = re.compile(
    r"[0-9.,]+[ -]?(?:gb|tb|mb|mah|wh|w|v|cm|mm|m|inch|寸|英寸|米|厘米|毫米|毫升|升|ml|l|kg|g|克|斤|支|只装?|片装?"
    r"|件套|个装?|盒|瓶|袋|k|hz)",
    re.IGNORECASE,
)
_LATIN_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+'’&-]*")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_UNITS = ("英寸", "寸", "米", "厘米", "升", "毫升", "克", "支", "件")
_BY_LENGTH = sorted({*CHINESE_NOUNS, *CHINESE_MODIFIERS}, key=len, reverse=True)
_NOUNS = sorted(CHINESE_NOUNS, key=len, reverse=True)


def forms_of(name: str) -> Iterator[tuple[str, int]]:
    """Forms of a name in plain widths and simplified characters, each with its rank. No generic word is one."""
    full = name.strip()
    main = _without_measures(_TAIL.sub("", full))
    for form, rank in ((full, FULL), (main, MAIN)):
        if not _is_generic(form):
            yield form, rank
    swapped = _FOR.fullmatch(full)
    if swapped:
        yield f"{swapped['whom']} {swapped['what']}", MAIN
    yield from _latin_forms(main)
    yield from _chinese_forms(main)


def _without_measures(name: str) -> str:
    """ "AirBook 14 laptop 16GB" without its 16GB, unless it begins with a measure."""
    words = name.split()
    while len(words) > 1 and _MEASURE.fullmatch(words[-1]):
        words.pop()
    return " ".join(words) if len(words) != len(name.split()) else name


def _latin_forms(main: str) -> Iterator[tuple[str, int]]:
    """ "AirBook 14 laptop": AirBook 14, AirBook, AirBook laptop; of "S7 robot vacuum" also robot vacuum."""
    words = _leading_words(main)
    head = _head_length(words)
    rank = PART if main.endswith(CHINESE_ACCESSORIES) else HEAD
    for length in range(head, 0, -1):
        if _is_telling(words[:length], whole=length == head):
            yield " ".join(words[:length]), rank if length == head and length > 1 else PART
    kinds = words[head:]
    if head and kinds:
        yield f"{words[0]} {kinds[-1]}", PART
    if len(kinds) >= 2 and len(" ".join(kinds)) >= 9:
        yield " ".join(kinds), PART


def _leading_words(main: str) -> list[str]:
    han = _HAN_RUN.search(main)
    return _LATIN_WORD.findall(main[: han.start()] if han else main)


def _head_length(words: list[str]) -> int:
    """How many words come before the kind of thing it is: 2 of "AirBook 14 laptop"; none of "27-inch monitor"."""
    if not words or _MEASURE.fullmatch(words[0]) or words[0].replace(".", "").isdigit():
        return 0
    for length, word in enumerate(words):
        if length and word.islower() and _is_common(word):
            return length
    return 0 if _is_common(words[0]) else len(words)


def _is_telling(words: list[str], *, whole: bool) -> bool:
    """Whether words can stand for an article: one alone has to be a made-up one."""
    first = words[0]
    if len(words) == 1:
        return not _is_common(first) and (len(first) >= 4 or any(map(str.isdigit, first)))
    named = (
        whole and all(word[0].isupper() or word.isdigit() for word in words) and first.isalpha() and not first.isupper()
    )
    return named or not _is_common(first)


def _is_common(word: str) -> bool:
    return word.lower().replace("-", "") in ENGLISH


def _chinese_forms(main: str) -> Iterator[tuple[str, int]]:
    """云耳真无线蓝牙耳机: 云耳, 云耳耳机, 真无线蓝牙耳机, 蓝牙耳机."""
    for match in _HAN_RUN.finditer(main):
        head, parts = _split(match.group())
        if match.start() == 0 and len(head) >= 2 and head not in CHINESE_DAILY and len(head) < len(main):
            yield head, HEAD
        if head and parts and not head.startswith(_UNITS):
            yield head + _noun_of(parts[-1]), PART
        for first in range(len(parts)):
            form = "".join(parts[first:])
            if len(form) >= 4 and form not in CHINESE_NOUNS:
                yield form, PART


def _split(run: str) -> tuple[str, list[str]]:
    """A run of Chinese into its own head and the modifiers and the noun behind it."""
    parts: list[str] = []
    rest = run
    while rest:
        word = next((known for known in (_BY_LENGTH if parts else _NOUNS) if rest.endswith(known)), None)
        if word is None:
            break
        parts.insert(0, word)
        rest = rest[: -len(word)]
    return rest, parts


def _noun_of(word: str) -> str:
    """The bare noun at the end: 耳机 of 蓝牙耳机."""
    return min((noun for noun in _NOUNS if word.endswith(noun)), key=len, default=word)


def _is_generic(form: str) -> bool:
    """ "Phone", "phone case" are no names; "desk lamp with wireless charging" is."""
    words = form.lower().split()
    if len(words) == 1 and not words[0].isascii():
        return form in CHINESE_NOUNS or form in CHINESE_MODIFIERS
    return len(words) == 1 and words[0] in ENGLISH
