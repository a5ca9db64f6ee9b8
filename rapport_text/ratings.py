"""Reading a CSAT rating out of what a customer types instead of pressing a button."""

import re

from rapport_text.normalise import normalise

OUT_OF_RANGE = 0  # what a rating on another scale (8/10, 4.5) reads as: it is asked again
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH = {w: n for n, w in enumerate(_WORDS)}
_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2, "〇": 0}
_NUMBER = rf"(?P<number>-?[0-9]{{1,9}}(?:\.[0-9]+)?|{'|'.join(_ENGLISH)}|[{''.join(_CHINESE)}])"
_LEAD = (
    r"(?:(?:well|ok|okay|sure|yes|so)?[, ]*(?:i(?:'d| would|'ll| will)? )?(?:give|rate|say|choose|pick)?"
    r"(?: (?:it|you|this|that|him|her|them))?|(?:my |the )?(?:rating|score)(?: is|:)?"
    r"|(?:那|就|我)*(?:给|打|评|选)?(?:你们|你|您|他|她)?(?:打|个)*)[ :]*(?:an? |the )?"
)
_UNIT = r"(?P<unit> ?(?:stars?|points?|out of (?P<of>[0-9]{1,3})|/ ?(?P<per>[0-9]{1,3})|颗星|颗|星|分)(?:好评)?)"
_TAIL = r"(?P<tail> ?(?:吧|啦|哦|呢|了|please|thanks?|thank you|谢谢)?)(?P<rest>$|[ .,;!~。，；！～、(（].*$)"
_RATING = re.compile(_LEAD + _NUMBER + _UNIT + "?" + _TAIL, re.DOTALL)
_STARS = re.compile(r"[⭐🌟★☆\s\ufe0f]+")
_KEYCAP = str.maketrans("", "", "\ufe0f\u20e3")
_LONGEST = 300  # a longer text is a comment
_DIGITS_WITHOUT_UNIT = 3  # more of them are an order id, not a rating


def read_rating(text: str) -> int | None:
    """The number a customer rates with, whether within 1 to 5 or not; None if the text is no rating."""
    plain = normalise(text).strip().lower().translate(_KEYCAP)
    if not plain or len(plain) > _LONGEST:
        return None
    if _STARS.fullmatch(plain):
        return sum(plain.count(star) for star in "⭐🌟★") or None
    if plain.strip(" !.。！") in ("满分", "full marks"):
        return 5
    match = _RATING.fullmatch(plain)
    return _value(match) if match else None


def _value(match: "re.Match[str]") -> int | None:
    number, scale = match["number"], match["of"] or match["per"]
    rest = match["rest"].strip(" .!~。！～")
    if match["unit"] is None:
        if (number.isdigit() and len(number) > _DIGITS_WITHOUT_UNIT) or (rest and match["rest"][0] == " "):
            return None  # "5 items are missing" counts things
        if any(map(str.isdigit, rest)):
            return None
    if "." in number or (scale and scale != "5"):
        return OUT_OF_RANGE
    return _ENGLISH.get(number, _CHINESE.get(number)) if not number.lstrip("-").isdigit() else int(number)
