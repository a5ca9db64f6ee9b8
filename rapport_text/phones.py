"""Which runs of digits are phone numbers: the shapes in which people write them, by country."""

import re
from collections.abc import Iterator

from rapport_text.codes import follows_code_cue
from rapport_text.hints import has_any
from rapport_text.normalise import lowered

_RUN = re.compile(r"(?<![0-9#$¥€£+.@_/-])[+(]{0,2}[0-9][0-9 ().+/-]*")
_DIGITS = re.compile(r"[0-9]+")
_GLUED = re.compile(r"(?:^|[^a-z])(?:tel|phone|mobile|mob|ph|cell|call|fax)$")
_CUE = re.compile(
    r"(?:电话|手机|座机|固话|联系方式|联系|传真|致电|拨打?|(?:^|[^a-z])(?:tel|phone|mobile|mob|cell(?:phone)?|fax"
    r"|whatsapp"
    r"|(?:call|ring|reach|text|contact)(?: me| us| him| her| back)?(?: at| on)?)\.?)(?:号码?| ?(?:number|no\.?|nr\.?))?"
    r"[ :=,]*(?:改成|改为|换成|就?是|为|is|to|was)?[ :=]*$"
)
_HINTS = (
    *(
        "电",
        "机",
        "联系",
        "固话",
        "传真",
        "打",
        "tel",
        "phone",
        "mob",
        "cell",
        "fax",
        "whatsapp",
        "call",
        "ring",
        "reach",
    ),
    *("text", "contact"),
)
_CUE_REACH = 32
_FEWEST_DIGITS = 8  # of a number that needs no word to announce it
_MOST_GROUPS = 7  # +33 (0)6 12 34 56 78
_SURE = tuple(
    re.compile(shape)
    for shape in (
        r"(?:\(?(?:\+|00)?86\)?[ -]?)?1[3-9][0-9][ .-]?[0-9]{4}[ .-]?[0-9]{4}",  # Chinese mobile
        r"\(?0[1-9][0-9]{1,2}\)?[ -]?[0-9]{7,8}",  # Chinese landline
        r"[48]00[ -]?(?:[0-9]{3}[ -]?[0-9]{4}|[0-9]{4}[ -]?[0-9]{3})",  # free of charge
        r"\(?85[23]\)?[ -][2-9][0-9]{3}[ -]?[0-9]{4}",  # Hong Kong, Macau
        r"\(?886\)?[ -]0?9[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}",  # Taiwan
        r"(?:\+?1[ .-]?)?(?:\([0-9]{3}\) ?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}",  # North America
        r"(?:\+?1)?[2-9][0-9]{2}[2-9][0-9]{6}",
        r"0[0-9]{3,4}[ -]?[0-9]{6}",  # United Kingdom
        r"0[1-9](?:[ .-][0-9]{2}){4}",  # France
        r"09[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}",  # Taiwan
    )
)
_WITH_ZERO = re.compile(r"\(?0[1-9][0-9]{0,5}\)?(?:[ ./-][0-9]{2,9}){1,5}|0[1-9][0-9]{7,10}")
_MOBILE_IN_PIECES = re.compile(r"1[3-9][0-9]{0,5}(?:([ -])[0-9]{1,8})(?:\1[0-9]{1,8})*|1( [0-9]){10}")
_LENGTHS = {  # of an international number, by its first digits, when they say more than the general rule
    **{
        "1": (11, 11),
        "86": (11, 13),
        "852": (11, 11),
        "853": (11, 11),
        "886": (11, 13),
        "65": (10, 10),
        "44": (11, 13),
    },
    **{"33": (11, 12), "49": (9, 14), "81": (11, 12), "82": (11, 13), "61": (11, 12), "91": (12, 12)},
}
_ANY_LENGTH = (8, 15)
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}[-./ ]?[01]?[0-9][-./ ]?[0-3]?[0-9]|[0-3]?[0-9][-./][0-3]?[0-9][-./](?:19|20)[0-9]{2}"
)
_NO_PHONE = re.compile(r"(?:19|20)[0-9]{2}-(?:19|20)[0-9]{2}|[0-9]{1,3}(?:\.[0-9]{1,3}){3}")  # years, an IP address
_ORDER_LIKE = re.compile(r"[1-9][0-9]{4,}-[0-9]+|[0-9]{3}-[0-9]{7}-[0-9]{7}")
_ANOTHER = re.compile(r"/\+?[0-9]{7}")  # 13812345678/13912345678
_LANDLINE_EXTENSION = re.compile(r"-[0-9]{1,4}(?![0-9-])")


def is_phone(text: str) -> bool:
    """Whether it is written as a phone number and as nothing else."""
    return len(text) >= _FEWEST_DIGITS and not text[0].isalpha() and (_is_sure(text) or _is_loose(text))


def could_be_phone(text: str) -> bool:
    """Whether it could be one, if one was asked for: 7 to 15 digits and not a date or an order id."""
    if len(text) > 40 or not _RUN.fullmatch(text) or not 7 <= _count(text) <= 18:
        return False
    if is_phone(text):
        return True
    if _count(text) > 15 or text.count("(") != text.count(")"):
        return False
    return "+" not in text and not any(shape.fullmatch(text) for shape in (_ORDER_LIKE, _DATE, _NO_PHONE))


def find_phones(plain: str) -> Iterator[tuple[int, int]]:
    """Where phone numbers stand in a normalised text; a number of no known shape needs a word that announces it."""
    for run in _RUN.finditer(plain):
        if run.end() - run.start() < 7 or not _may_begin(plain, run.start()):
            continue
        groups = [match.span() for match in _DIGITS.finditer(plain, run.start(), run.end())]
        before = lowered(plain[max(0, run.start() - _CUE_REACH) : run.start()])
        if not follows_code_cue(before):
            yield from _in_run(plain, groups, has_any(before, _HINTS) and _CUE.search(before) is not None)


def _in_run(plain: str, groups: list[tuple[int, int]], announced: bool) -> Iterator[tuple[int, int]]:
    whole = (_opening(plain, groups[0][0]), groups[-1][1])
    if _ends_well(plain, whole[1]) and whole[1] - whole[0] <= 32:
        value = plain[whole[0] : whole[1]]
        if is_phone(value) or (announced and could_be_phone(value)):
            yield whole
            return
    first = 0
    while first < len(groups):
        last = _last_group(plain, groups, first)
        if last is not None:
            yield _opening(plain, groups[first][0]), groups[last][1]
        first = first + 1 if last is None else last + 1


def _last_group(plain: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The group of digits with which the longest sure number from `first` on ends."""
    start = _opening(plain, groups[first][0])
    if first and plain[start - 1] not in " /":
        return None
    ends = groups[first : first + _MOST_GROUPS]
    digits = sum(end - start for start, end in ends)
    for shift in range(len(ends) - 1, -1, -1):
        end = ends[shift][1]
        if digits < _FEWEST_DIGITS:
            return None
        if end - start <= 26 and _ends_well(plain, end) and _is_sure(plain[start:end]):
            return first + shift
        digits -= end - ends[shift][0]
    return None


def _opening(plain: str, start: int) -> int:
    while start and plain[start - 1] in "+(":
        start -= 1
    return start


def _may_begin(plain: str, start: int) -> bool:
    before = plain[start - 1 : start]
    return (
        not (before.isascii() and before.isalpha())
        or _GLUED.search(plain[max(0, start - 8) : start].lower()) is not None
    )


def _ends_well(plain: str, end: int) -> bool:
    after = plain[end : end + 2]
    if _ANOTHER.match(plain, end):
        return True
    if after[:1] in ("-", "/", ".") and after[1:].isdigit():
        return _LANDLINE_EXTENSION.match(plain, end) is not None and after[0] == "-"
    return not (after[:1].isascii() and after[:1].isalnum()) and after[:1] not in ("@", "_", "-", "/")


def _is_sure(text: str) -> bool:
    if text.startswith(("+", "(+", "00")) and not text.startswith("000"):
        return _is_international(text)
    return any(shape.fullmatch(text) for shape in _SURE)


def _is_loose(text: str) -> bool:
    """A shape that is a phone number when nothing else stands beside it."""
    digits = _count(text)
    return (9 <= digits <= 12 and _WITH_ZERO.fullmatch(text) is not None) or (
        digits == 11 and _MOBILE_IN_PIECES.fullmatch(text) is not None
    )


def _is_international(text: str) -> bool:
    digits = "".join(filter(str.isdigit, text))
    if text.count("(") != text.count(")"):
        return False
    if digits.startswith("00"):
        digits = digits[2:]
    code = next((digits[:n] for n in (1, 2, 3) if digits[:n] in _LENGTHS), "")
    least, most = _LENGTHS.get(code, _ANY_LENGTH)
    return least <= len(digits) <= most and not digits.startswith("0") and _DATE.fullmatch(text) is None


def _count(text: str) -> int:
    return sum(map(str.isdigit, text))
