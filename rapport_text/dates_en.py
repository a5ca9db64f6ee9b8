"""English dates: Nov 20th, the 20th of November, last Friday, two days ago, the end of next month."""

import re
from collections.abc import Iterator
from datetime import date

from rapport_text import days
from rapport_text.hints import has_any
from rapport_text.numerals import english_number

Found = tuple[int, int, str | None]

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_DAY = r"(?P<d>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9a-z:%])"
_MONTH_DAY = re.compile(rf"(?<![a-z]){_MONTH} (?:the )?{_DAY}(?:,? (?P<y>20[0-9]{{2}})(?![0-9]))?")
_DAY_MONTH = re.compile(
    r"(?<![0-9a-z.])(?:the )?(?P<d>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?[ -](?:of )?"
    rf"{_MONTH}(?![a-z])(?:[ ,-]{{1,2}}(?P<y>20[0-9]{{2}})(?![0-9]))?"
)
_THE_DAY = re.compile(
    r"(?:on|by|before|since|until|till|of|from|after|for|around|about) (?P<t>the (?P<d>[123]?[0-9])(?:st|nd|rd"
    r"|th))(?![a-z])"
    r"(?! (?:time|one|order|item|try|day|week|attempt|message|person|agent|floor|street|avenue|call|email|year|size"
    r"|round|century))"
)
_NAMED = re.compile(
    r"(?<![a-z])(?:(?P<before>the day before yesterday)|(?P<after>(?:the )?day after tomorrow)"
    r"|(?P<yesterday>yesterday|last night|yday)"
    r"|(?P<today>today|tonight|this (?:morning|afternoon|evening)|2day)|(?P<tomorrow>tomorrow|tmrw?|tomorow"
    r"|2moro))(?![a-z])"
)
_SHIFTS = {"before": -2, "after": 2, "yesterday": -1, "today": 0, "tomorrow": 1}
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?P<whole>day)?(?:s(?= |$))?(?![a-z])(?P<next>"
    r" next week)?"
)
_WHICH = {"last ": -1, "this past ": -1, "past ": -1, "this coming ": 0, "coming ": 0, "this ": 0, "next ": 1}
_WEEKDAY_CUES = ("on ", "by ", "since ", "until ", "before ", "for ", "from ")
_COUNT = (
    r"(?P<n>[0-9]{1,4}|a couple(?: of)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|thirty)"
)
_UNIT = r"(?P<u>day|week|month|fortnight)s?"
_AGO = re.compile(
    rf"(?<![a-z0-9.])(?:{_COUNT}) (?:full |whole |business |working )?{_UNIT} (?P<way>ago|back|earlier|from (?:now"
    rf"|today)|later)(?![a-z])"
)
_IN = re.compile(rf"(?<![a-z])in (?:about |like )?{_COUNT} {_UNIT}(?![a-z])(?!'| time)")
_PERIOD = re.compile(
    r"(?<![a-z])(?:(?P<end>(?:the )?end of|(?P<begin>(?:the )?(?:beginning|start) of)) )?(?P<which>last|this|next|the) "
    r"(?P<u>week|month|weekend)(?![a-z])(?! (?:ago|later|before|after|of))"
)
_MONTH_ALONE = re.compile(
    rf"(?<![a-z])(?:(?P<past>since|from) |(?:in|until|of|by|early|late|mid|last|this|next|during)[ -])(?P<t>{_MONTH})"
    r"(?: (?P<y>20[0-9]{2}))?(?![a-z0-9])(?! [0-9]| (?:i|be|have|we|you|not|the)(?![a-z]))"
)
_FEASTS = (*days.ENGLISH_FEASTS, *days.MOVABLE_ENGLISH)
_FEAST = re.compile(rf"(?<![a-z])(?P<f>{'|'.join(sorted(_FEASTS, key=len, reverse=True))})(?![a-z])(?! (?:card|tree))")
_SLASHED = re.compile(
    r"(?:on|by|before|since|until|from|dated?|after|for) (?P<t>(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2}))(?![0-9/a-z]"
    r"|\.[0-9]| (?:stars?|full|of))"
)
_LETTER = re.compile("[a-z]{2}")


def find(plain: str, today: date | None) -> Iterator[Found]:
    """Start, end and ISO value (None: as it is written) of each; they may overlap."""
    if not _LETTER.search(plain):
        return
    for hints, pattern, value in _READERS:
        if not has_any(plain, hints):
            continue
        for match in pattern.finditer(plain):
            found = value(match, today)
            if found is not None:
                start, end = match.span("t") if "t" in pattern.groupindex else match.span()
                yield start, end, found or None
    if has_any(plain, _WEEKDAYS):
        yield from _weekdays(plain, today)


def _month_day(match: "re.Match[str]", today: date | None) -> str | None:
    month, day = _MONTHS.index(match["m"][:3]) + 1, int(match["d"])
    if match["y"]:
        found = days.valid(int(match["y"]), month, day)
        return found.isoformat() if found else None
    if days.valid(2024, month, day) is None:
        return None
    return _iso(days.nearest(today, month, day)) if today else ""


def _the_day(match: "re.Match[str]", today: date | None) -> str | None:
    number = int(match["d"])
    if not 1 <= number <= 31:
        return None
    if today is None:
        return ""
    near = [day for away in (-1, 0, 1) if (day := days.months_away(today, away, number))]
    return _iso(min(near, key=lambda day: abs(day - today), default=None))


def _named(match: "re.Match[str]", today: date | None) -> str | None:
    return _iso(days.days_away(today, _SHIFTS[match.lastgroup or "today"])) if today else ""


def _weekdays(plain: str, today: date | None) -> Iterator[Found]:
    for match in _WEEKDAY.finditer(plain):
        before = plain[max(0, match.start() - 12) : match.start()]
        if before[-1:].isascii() and before[-1:].isalpha():
            continue
        which = next((word for word in _WHICH if before.endswith(word)), None)
        if match["whole"] or which or before.endswith(_WEEKDAY_CUES):  # "sun" and "sat" are words too
            start = match.start() - len(which or "")
            yield start, match.end(), _weekday(match, which, today) or None


def _weekday(match: "re.Match[str]", which: str | None, today: date | None) -> str:
    if today is None or not (which or match["next"]):
        return ""  # which one a bare Friday is, only its tense says
    weekday, away = _WEEKDAYS.index(match.group()[:3]), 1 if match["next"] else _WHICH[which or ""]
    return _iso(days.last_weekday(today, weekday) if away < 0 else days.weekday_of_week(today, away, weekday))


def _ago(match: "re.Match[str]", today: date | None) -> str | None:
    return _shift(match, today, 1 if match["way"].startswith(("from", "later")) else -1)


def _in(match: "re.Match[str]", today: date | None) -> str | None:
    return _shift(match, today, 1)


def _shift(match: "re.Match[str]", today: date | None, sign: int) -> str | None:
    if today is None:
        return ""
    count, unit = _count(match["n"]), match["u"]
    if unit == "month":
        return _iso(days.months_away(today, sign * count))
    return _iso(days.days_away(today, sign * count * {"day": 1, "week": 7, "fortnight": 14}[unit]))


def _count(text: str) -> int:
    if text.startswith("a couple"):
        return 2
    if text in ("a", "an"):
        return 1
    return int(text) if text.isdigit() else english_number(text) or 0


def _period(match: "re.Match[str]", today: date | None) -> str | None:
    which, unit = match["which"], match["u"]
    if which == "the" and not (match["end"] and unit == "month"):
        return None
    if today is None:
        return ""
    away = {"last": -1, "next": 1}.get(which, 0)
    if unit == "weekend":
        return _iso(days.weekday_of_week(today, away, 5))
    if unit == "week":
        return _iso(days.weekday_of_week(today, away, 6)) if match["end"] else days.week_name(today, away)
    if match["begin"]:
        return _iso(days.months_away(today, away, 1))
    return _iso(days.month_end(today, away)) if match["end"] else days.month_name(today, away)


def _month_alone(match: "re.Match[str]", today: date | None) -> str | None:
    month = _MONTHS.index(match["m"][:3]) + 1
    if today is None and not match["y"]:
        return ""
    first = days.valid(int(match["y"]), month, 1) if match["y"] else today and days.nearest(today, month, 15)
    if first and today and match["past"] and not match["y"] and first > today:
        first = days.months_away(first, -12)
    return first.isoformat()[:7] if first else ""


def _feast(match: "re.Match[str]", today: date | None) -> str | None:
    return _iso(days.feast(match["f"], today, None)) if today else ""


def _slashed(match: "re.Match[str]", today: date | None) -> str | None:
    month, day = int(match["m"]), int(match["d"])
    if month > days.DECEMBER:
        month, day = day, month
    if days.valid(2024, month, day) is None:
        return None
    return _iso(days.nearest(today, month, day)) if today else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


_FEAST_HINTS = (
    *(
        "double",
        "singles",
        "new year",
        "national day",
        "labour day",
        "may day",
        "boxing",
        "black f",
        "cyber",
        "giving",
        "mother",
    ),
    *("father", "valentine", "hallow", "christmas", "xmas", "festival", "easter"),
)
_SPANS = (" day", " week", " month", "fortnight")
_READERS = (  # what such a date can't be without, its pattern, its value
    (_MONTHS, _MONTH_DAY, _month_day),
    (_MONTHS, _DAY_MONTH, _month_day),
    (("the 1", "the 2", "the 3", *(f"the {n}th" for n in range(4, 10))), _THE_DAY, _the_day),
    (("day", "night", "this ", "tmr", "tomo", "2moro"), _NAMED, _named),
    ((" ago", " back", " earlier", " later", " from "), _AGO, _ago),
    (_SPANS, _IN, _in),
    ((" week", " month"), _PERIOD, _period),
    (_MONTHS, _MONTH_ALONE, _month_alone),
    (_FEAST_HINTS, _FEAST, _feast),
    (("/",), _SLASHED, _slashed),
)
