"""Chinese dates: 11月20号, 上周三, 三天前, 月底, 去年双十一."""

import re
from collections.abc import Iterator
from datetime import date

from rapport_text import days
from rapport_text.hints import has_any
from rapport_text.numerals import chinese_number

Found = tuple[int, int, str | None]

_N = r"[0-9]{1,4}|[一二两三四五六七八九十百]{1,4}"
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_MONTHS = {
    "上上个月": -2,
    "上个月": -1,
    "上月": -1,
    "本月": 0,
    "这个月": 0,
    "这月": 0,
    "当月": 0,
    "下个月": 1,
    "下月": 1,
}
_NAMED = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6, "末": 5} | {str(n + 1): n for n in range(7)}
_NOT_A_DAY = r"(?![楼店线院门柜码房库馆桌机厅台字色球仓鞋链车坑口厂号]|电池|客服|员工|包间|商品|技师)"
_DAY = rf"(?P<d>3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])(?:[日号]){_NOT_A_DAY}"
_MONTH_DAY = re.compile(
    rf"(?<![0-9.])(?:(?P<y>(?:19|20)?[0-9]{{2}})年|(?P<yn>{'|'.join(_YEARS)})的?)?"
    rf"(?P<m>1[0-2]|0?[1-9]|十[一二]?"
    rf"|[一二三四五六七八九])月(?:份的?)?{_DAY.replace('(?:[日号])', '(?:[日号]|(?![0-9个月号日]))')}"
)
_YEAR_MONTH = re.compile(r"(?<![0-9])(?P<y>20[0-9]{2})年(?P<m>1[0-2]|0?[1-9])月份?(?![0-9])")
_IN_MONTH = re.compile(rf"(?P<month>{'|'.join(_MONTHS)})的?(?:{_DAY}|(?P<part>底|初|末)|(?!内|费|租|销|卡|供))")
_PART = re.compile(r"(?<![年个本上下这])(?P<part>月底|月初|月末|年底|年末)(?!前几)")
_DAY_ALONE = re.compile(rf"(?<![0-9.月第工型\-/a-z]){_DAY}(?![内游元本])(?!无理由)")
_NAMED_DAY = re.compile(
    r"(?P<n>大前|大后|前|昨|今|明|后)(?:天|日(?!后))(?:[早晚]上?|上午|中午|下午|夜里|凌晨)?"
    r"|(?P<n2>[昨今明])(?:[晚早晨]上?|夜)(?![点餐饭安])"
    r"|(?P<n3>当日|当天|即日)"
)
_WEEK = re.compile(
    r"(?:(?P<w>上上|下下|上|这|本|下)(?:一?个)?)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天末]|[1-7](?![0-9天年个次])"
    r"|)(?![年期边])"
)
_AWAY = re.compile(
    rf"(?<![0-9.第])(?P<n>{_N}|半)(?P<many>多|来)?(?P<unit>天|日|周|个?星期|个?礼拜|个多?月)多?(?:之|以)?(?P<way>前"
    rf"|后)(?!期)"
)
_FEAST = re.compile(
    rf"(?:(?P<y>{'|'.join(_YEARS)})的?)?"
    rf"(?P<f>{'|'.join(sorted(days.CHINESE_FEASTS, key=len, reverse=True))}|618(?=大?促|活动|期间|当|那|买|的|节|前"
    rf"|后))(?![路街])(?!广场|大道)"
)
_ONLY_IN_HOLIDAYS = {"十一": "假期黄金周长假期间放假国庆", "六一": "儿童节活动礼物期间", "五一": ""}
_SLASHED = re.compile(
    r"(?<![0-9a-z.\-/])(?P<m>1[0-2]|0?[1-9])[-./](?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9a-z\-/]|\.[0-9])"
    r"(?:[号日]|(?=的?(?:下单|下的|买|拍|付|签收|收到|发货|到货|当天|那天|之?前|之?后)))"
)
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}


def find(plain: str, today: date | None) -> Iterator[Found]:
    """Start, end and ISO value (None: as it is written) of each; they may overlap."""
    if plain.isascii():
        return
    for hints, pattern, value in _READERS:
        if not has_any(plain, hints):
            continue
        for match in pattern.finditer(plain):
            found = value(match, today)
            if found is not None:
                yield match.start(), match.end(), found or None


def _month_day(match: "re.Match[str]", today: date | None) -> str | None:
    month, day = _number(match["m"]), _number(match["d"])
    year = _year(match, today)
    if year:
        return _iso(days.valid(year, month, day), required=True)
    if days.valid(2024, month, day) is None:
        return None
    return _iso(days.nearest(today, month, day)) if today else ""


def _year(match: "re.Match[str]", today: date | None) -> int | None:
    if match["y"]:
        return int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
    return today.year + _YEARS[match["yn"]] if match["yn"] and today else None


def _year_month(match: "re.Match[str]", today: date | None) -> str | None:
    return f"{match['y']}-{int(match['m']):02}"


def _in_month(match: "re.Match[str]", today: date | None) -> str | None:
    if today is None:
        return ""
    away = _MONTHS[match["month"]]
    if match["d"]:
        return _iso(days.months_away(today, away, _number(match["d"])))
    if match["part"]:
        return _iso(days.months_away(today, away, 1) if match["part"] == "初" else days.month_end(today, away))
    return days.month_name(today, away)


def _part(match: "re.Match[str]", today: date | None) -> str | None:
    if today is None:
        return ""
    if match["part"].startswith("年"):
        return date(today.year, 12, 31).isoformat()
    return _iso(today.replace(day=1) if match["part"] == "月初" else days.month_end(today, 0))


def _day_alone(match: "re.Match[str]", today: date | None) -> str | None:
    """The nearest day of that number: of this month, the last or the next."""
    if today is None:
        return ""
    number = _number(match["d"])
    near = [day for away in (-1, 0, 1) if (day := days.months_away(today, away, number))]
    return _iso(min(near, key=lambda day: abs(day - today), default=None))


def _named_day(match: "re.Match[str]", today: date | None) -> str | None:
    if match["n3"]:
        return None
    return _iso(days.days_away(today, _NAMED[match["n"] or match["n2"]])) if today else ""


def _week(match: "re.Match[str]", today: date | None) -> str | None:
    if not match["d"]:
        if not match["w"]:
            return None
        return (days.week_name(today, _WEEKS[match["w"]]) or "") if today else ""
    if not match["w"] or today is None:
        return ""  # which one a bare 周三 is, only its tense says
    return _iso(days.weekday_of_week(today, _WEEKS[match["w"]], _WEEKDAYS[match["d"]]))


def _away(match: "re.Match[str]", today: date | None) -> str | None:
    unit, sign = match["unit"].removeprefix("个"), -1 if match["way"] == "前" else 1
    number = 0 if match["n"] == "半" else _number(match["n"])
    if not number and match["n"] != "半":
        return None
    if today is None or number > 3650:
        return ""
    if unit in _UNIT_DAYS:
        return _iso(days.days_away(today, sign * number * _UNIT_DAYS[unit])) if number else None
    return _iso(days.months_away(today, sign * number) if number else days.days_away(today, sign * 15))


def _feast(match: "re.Match[str]", today: date | None) -> str | None:
    name, after = match["f"], match.string[match.end() : match.end() + 2]
    if _ONLY_IN_HOLIDAYS.get(name) and (len(after) < 2 or after not in _ONLY_IN_HOLIDAYS[name]):
        return None
    if today is None:
        return ""
    return _iso(days.feast(name, today, today.year + _YEARS[match["y"]] if match["y"] else None))


def _slashed(match: "re.Match[str]", today: date | None) -> str | None:
    return _iso(days.nearest(today, int(match["m"]), int(match["d"]))) if today else ""


def _iso(day: date | None, required: bool = False) -> str | None:
    return day.isoformat() if day else (None if required else "")


def _number(text: str) -> int:
    return int(text) if text[0].isdigit() else chinese_number(text) or 0


_READERS = (  # what such a date can't be without, its pattern, its value
    (("月",), _MONTH_DAY, _month_day),
    (("年",), _YEAR_MONTH, _year_month),
    (("月",), _IN_MONTH, _in_month),
    (("底", "初", "末"), _PART, _part),
    (("日", "号"), _DAY_ALONE, _day_alone),
    (("天", "日", "晚", "早", "晨", "夜"), _NAMED_DAY, _named_day),
    (("周", "星期", "礼拜"), _WEEK, _week),
    (("前", "后"), _AWAY, _away),
    (
        ("节", "双", "旦", "国庆", "五一", "十一", "黑", "圣诞", "618", "六一八", "跨年", "除夕", *days.MOVABLE),
        _FEAST,
        _feast,
    ),
    (("-", ".", "/"), _SLASHED, _slashed),
)
