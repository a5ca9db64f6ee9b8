from datetime import date

import pytest

from rapport_text.entities import find_entities

TODAY = date(2026, 11, 25)  # a Wednesday


def dates(text: str, today: date | None = TODAY) -> list[tuple[str, str]]:
    return [(text[e.start : e.end], e.value) for e in find_entities(text, today) if e.label == "date"]


@pytest.mark.parametrize(
    ("text", "spelling", "value"),
    [
        *(
            ("2026-11-20下的单", "2026-11-20", "2026-11-20"),
            ("on 11/20/2026", "11/20/2026", "2026-11-20"),
            ("20.11.2026", "20.11.2026", "2026-11-20"),
        ),
        *(
            ("２０２６年１１月２０日", "２０２６年１１月２０日", "2026-11-20"),
            ("20/11/2026", "20/11/2026", "2026-11-20"),
            ("20261120", "20261120", "2026-11-20"),
        ),
        *(
            ("11月20号买的", "11月20号", "2026-11-20"),
            ("十一月二十日", "十一月二十日", "2026-11-20"),
            ("12月28号", "12月28号", "2026-12-28"),
        ),
        *(
            ("1月3日到", "1月3日", "2027-01-03"),
            ("20日发货", "20日", "2026-11-20"),
            ("3号就到了", "3号", "2026-12-03"),
            ("去年3月5日", "去年3月5日", "2025-03-05"),
        ),
        *(("11.20下单", "11.20", "2026-11-20"), ("2026年11月", "2026年11月", "2026-11")),
        *(
            ("昨天", "昨天", "2026-11-24"),
            ("前天晚上", "前天晚上", "2026-11-23"),
            ("大后天", "大后天", "2026-11-28"),
            ("今晚要用", "今晚", "2026-11-25"),
        ),
        *(
            ("上周三", "上周三", "2026-11-18"),
            ("下星期一", "下星期一", "2026-11-30"),
            ("上上周五", "上上周五", "2026-11-13"),
            ("周三送到", "周三", "周三"),
        ),
        *(
            ("上个月15号", "上个月15号", "2026-10-15"),
            ("月底", "月底", "2026-11-30"),
            ("下个月底", "下个月底", "2026-12-31"),
            ("上个月买的", "上个月", "2026-10"),
        ),
        *(
            ("三天前", "三天前", "2026-11-22"),
            ("半个月前", "半个月前", "2026-11-10"),
            ("两周后", "两周后", "2026-12-09"),
            ("3个月前", "3个月前", "2026-08-25"),
        ),
        *(
            ("双十一买的", "双十一", "2026-11-11"),
            ("去年双11", "去年双11", "2025-11-11"),
            ("元旦", "元旦", "2027-01-01"),
            ("618活动", "618", "2026-06-18"),
        ),
        *(("中秋节", "中秋节", "中秋节"), ("黑五", "黑五", "2026-11-27"), ("國慶節", "國慶節", "2026-10-01")),
        *(
            ("Nov 20th", "Nov 20th", "2026-11-20"),
            ("November 20, 2025", "November 20, 2025", "2025-11-20"),
            ("20 November", "20 November", "2026-11-20"),
        ),
        *(
            ("the 20th of Nov 2025", "the 20th of Nov 2025", "2025-11-20"),
            ("by the 30th", "the 30th", "2026-11-30"),
            ("on 11/20", "11/20", "2026-11-20"),
        ),
        *(
            ("Yesterday", "Yesterday", "2026-11-24"),
            ("the day after tomorrow", "the day after tomorrow", "2026-11-27"),
            ("tonight", "tonight", "2026-11-25"),
        ),
        *(
            ("last Friday", "last Friday", "2026-11-20"),
            ("next Tuesday", "next Tuesday", "2026-12-01"),
            ("on Monday", "Monday", "Monday"),
        ),
        *(
            ("two days ago", "two days ago", "2026-11-23"),
            ("a couple of weeks back", "a couple of weeks back", "2026-11-11"),
            ("in 3 days", "in 3 days", "2026-11-28"),
        ),
        *(
            ("last month", "last month", "2026-10"),
            ("next week", "next week", "2026-W49"),
            ("the end of the month", "the end of the month", "2026-11-30"),
        ),
        *(
            ("Double 11", "Double 11", "2026-11-11"),
            ("for Christmas", "Christmas", "2026-12-25"),
            ("since March", "March", "2026-03"),
            ("by Fri", "Fri", "Fri"),
        ),
    ],
)
def test_dates(text: str, spelling: str, value: str) -> None:
    assert dates(text) == [(spelling, value)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "三天内",
            "7日无理由",
            "within 7 days",
            "5号电池",
            "3号楼",
            "五一路",
            "2026-13-40",
            "11月31号",
            "百年前",
            "前几天",
            "周到",
            "24/7",
            "1/2",
        ),
        *("for the 3rd time", "the sun is out", "it may be", "at 5pm", "3点半", "2 hours ago", "v1.2.2026b"),
    ],
)
def test_no_dates(text: str) -> None:
    assert dates(text) == []


def test_without_today_relative_dates_stay_as_they_are_written() -> None:
    assert dates("上周三 and Last Friday, 2026-11-20, Nov 3", None) == [
        *(("上周三", "上周三"), ("Last Friday", "Last Friday"), ("2026-11-20", "2026-11-20"), ("Nov 3", "Nov 3")),
    ]


@pytest.mark.parametrize("today", [date.min, date.max, date(2024, 2, 29)])
def test_the_ends_of_the_calendar(today: date) -> None:
    for text in (
        "昨天 明天 上周三 下个月31号 月底 100天前 去年双十一",
        "yesterday tomorrow last Friday next month 9999 months ago black friday",
    ):
        dates(text, today)
