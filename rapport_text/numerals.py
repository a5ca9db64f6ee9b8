"""Numbers in words: 一百九十九, 三千五, 两万, twenty-five, a hundred."""

import re
from decimal import Decimal

CHINESE = "零〇一二两俩三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
ENGLISH_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)"
)
_DIGITS = {c: n % 10 for n, c in enumerate("零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖")} | {"两": 2, "俩": 2}
_DIGITS |= {c: n for n, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIAD = 10_000
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_ENGLISH = {w: n for n, w in enumerate((_SMALL + " eighteen nineteen").split())}
_ENGLISH |= {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}


def chinese_number(text: str) -> int | None:
    """What a number in Chinese words means; 三千五 is 3500, as people say prices. None if it is no number."""
    total = section = digit = 0
    unit, said = 1, False  # the unit before the last digit
    for character in text:
        if character in _DIGITS:
            if said and _DIGITS[character]:
                return None
            digit, said = _DIGITS[character], _DIGITS[character] != 0
            unit = 1 if character in "零〇" else unit
        elif character == "万":
            total, section, digit, unit, said = (total + section + digit) * _MYRIAD, 0, 0, _MYRIAD, False
        elif character in _UNITS:
            unit = _UNITS[character]
            section, digit, said = section + (digit or 1) * unit, 0, False
        else:
            return None
    return total + section + digit * (unit // 10 if said and unit > 10 else 1)


def is_elliptic(text: str) -> bool:
    """三千五, 一百二, 两万八: the last unit left out, as it is with prices."""
    return len(text) >= 3 and text[-1] in _DIGITS and text[-2] in "百千万佰仟" and text[-3] in _DIGITS


def english_number(text: str) -> int | None:
    """What "a hundred and twenty-five" means; None if it is no number."""
    total = current = 0
    for word in re.split(r"[ -]+", text.strip()):
        if word in ("and", "a"):
            continue
        if word == "hundred":
            current = (current or 1) * 100
        elif word == "thousand":
            total, current = total + (current or 1) * 1000, 0
        elif word in _ENGLISH:
            current += _ENGLISH[word]
        else:
            return None
    return (total + current) or None


def plain_number(text: str) -> Decimal | None:
    """1,299.00, 1299 and 一千二 alike."""
    if text[:1].isdigit():
        return Decimal(text.replace(",", ""))
    number = chinese_number(text)
    return None if number is None else Decimal(number)
