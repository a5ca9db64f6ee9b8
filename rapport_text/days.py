"""What "last Friday", 上个月15号 or Black Friday means on a given day. Values in, values out."""

from calendar import monthrange
from datetime import date, timedelta

DECEMBER = 12
_FIXED = {  # feast: month, day
    **dict.fromkeys(("双十一", "双11", "double 11", "double eleven", "singles' day", "singles day"), (11, 11)),
    **dict.fromkeys(("双十二", "双12", "double 12"), (12, 12)),
    **dict.fromkeys(("六一八", "618"), (6, 18)),
    **dict.fromkeys(("元旦", "new year", "new year's", "new years", "new year's day", "new years day"), (1, 1)),
    **dict.fromkeys(("国庆", "国庆节", "十一", "national day"), (10, 1)),
    **dict.fromkeys(("五一", "劳动节", "五一劳动节", "labour day", "may day"), (5, 1)),
    **dict.fromkeys(("圣诞", "圣诞节", "christmas", "christmas day", "xmas"), (12, 25)),
    **dict.fromkeys(("平安夜", "christmas eve"), (12, 24)),
    **dict.fromkeys(("情人节", "valentine's day", "valentines day", "valentine's", "valentines"), (2, 14)),
    **dict.fromkeys(("六一", "儿童节", "六一儿童节"), (6, 1)),
    **dict.fromkeys(("妇女节", "女神节", "三八节", "三八妇女节"), (3, 8)),
    **dict.fromkeys(("教师节",), (9, 10)),
    **dict.fromkeys(("万圣节", "halloween"), (10, 31)),
    **dict.fromkeys(("boxing day",), (12, 26)),
    **dict.fromkeys(("new year's eve", "new years eve", "跨年"), (12, 31)),
}
_NTH_WEEKDAY = {  # feast: month, weekday (Monday is 0), which one, days later
    **dict.fromkeys(("黑五", "黑色星期五", "black friday"), (11, 3, 4, 1)),
    **dict.fromkeys(("cyber monday",), (11, 3, 4, 4)),
    **dict.fromkeys(("感恩节", "thanksgiving"), (11, 3, 4, 0)),
    **dict.fromkeys(("母亲节", "mother's day", "mothers day"), (5, 6, 2, 0)),
    **dict.fromkeys(("父亲节", "father's day", "fathers day"), (6, 6, 3, 0)),
}
# Their day follows the moon or the sun: they are found, and keep their name.
MOVABLE = (
    "春节",
    "大年三十",
    "除夕",
    "元宵节",
    "元宵",
    "端午节",
    "端午",
    "七夕",
    "中秋节",
    "中秋",
    "重阳节",
    "清明节",
    "清明",
)
MOVABLE_ENGLISH = ("chinese new year", "lunar new year", "spring festival", "mid-autumn festival", "easter")
CHINESE_FEASTS = tuple(name for name in (*_FIXED, *_NTH_WEEKDAY) if not name.isascii()) + MOVABLE
ENGLISH_FEASTS = tuple(name for name in (*_FIXED, *_NTH_WEEKDAY) if name.isascii() and not name.isdigit())


def valid(year: int, month: int, day: int) -> date | None:
    """The date, or None if the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(today: date, month: int, day: int) -> date | None:
    """The day of that name which is nearest to today, in whichever year."""
    found = (valid(today.year + shift, month, day) for shift in (-1, 0, 1))
    return min((d for d in found if d), key=lambda d: abs(d - today), default=None)


def feast(name: str, today: date, year: int | None) -> date | None:
    """When a feast is: in that year, or the nearest to today. None for those that follow the moon."""
    if name in _FIXED:
        month, day = _FIXED[name]
        return valid(year, month, day) if year else nearest(today, month, day)
    if name not in _NTH_WEEKDAY:
        return None
    years = [y for y in ([year] if year else range(today.year - 1, today.year + 2)) if 1 <= y <= 9999]
    return min((_nth_weekday(y, *_NTH_WEEKDAY[name]) for y in years), key=lambda d: abs(d - today), default=None)


def months_away(today: date, months: int, day: int | None = None) -> date | None:
    """That day of a month some months away; without a day the same day, or the month's last."""
    index = today.year * 12 + today.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        return None
    return valid(year, month, day) if day else date(year, month, min(today.day, monthrange(year, month)[1]))


def month_end(today: date, months: int) -> date | None:
    """The last day of a month some months away."""
    first = months_away(today, months, 1)
    return first and first.replace(day=monthrange(first.year, first.month)[1])


def days_away(today: date, days: int) -> date | None:
    """Some days before or after today."""
    return shifted(today, days) if abs(days) < 1_000_000 else None


def shifted(today: date, days: int) -> date | None:
    """As `days_away`, of any number; None outside the calendar."""
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def weekday_of_week(today: date, weeks: int, weekday: int) -> date | None:
    """A weekday (Monday is 0) of a week some weeks away; weeks begin on Monday."""
    return shifted(today, 7 * weeks + weekday - today.weekday())


def last_weekday(today: date, weekday: int) -> date | None:
    """The latest such weekday before today."""
    return shifted(today, -((today.weekday() - weekday - 1) % 7 + 1))


def week_name(today: date, weeks: int) -> str | None:
    """A week some weeks away in ISO 8601, such as 2026-W47."""
    day = shifted(today, 7 * weeks)
    return f"{day.isocalendar().year}-W{day.isocalendar().week:02}" if day else None


def month_name(today: date, months: int) -> str | None:
    """A month some months away in ISO 8601, such as 2026-10."""
    first = months_away(today, months, 1)
    return first.isoformat()[:7] if first else None


def _nth_weekday(year: int, month: int, weekday: int, which: int, later: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1) + later)
