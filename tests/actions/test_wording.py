from zoneinfo import ZoneInfo

from actions import wording
from tests.actions.fake_crm import make_order

ORDER = make_order(
    "A1001",
    "shipped",
    items=[
        {"name_en": "Keyboard", "name_zh": "键盘", "quantity": 1},
        {"name_en": "Cable", "name_zh": "数据线", "quantity": 2},
    ],
)


def test_days_are_told_in_the_shops_zone() -> None:
    assert wording.day("2026-11-22T20:00:00Z", "en", ZoneInfo("UTC")) == "Sunday, Nov 22"
    assert wording.day("2026-11-22T20:00:00Z", "zh", ZoneInfo("Asia/Shanghai")) == "11月23日（周一）"


def test_money_has_its_sign_or_its_code() -> None:
    assert wording.money("1299.00", "CNY") == "¥1,299.00"
    assert wording.money("9.5", "CHF") == "CHF 9.50"


def test_items_and_titles_follow_the_language() -> None:
    assert wording.items(ORDER, "en") == "Keyboard, 2 × Cable"
    assert wording.items(ORDER, "zh") == "键盘、2 件数据线"
    assert wording.title(ORDER, "en") == "A1001 · Keyboard +1 · shipped"
    assert wording.title(ORDER, "zh") == "A1001 · 键盘 +1 · 已发货"
    assert wording.title(make_order("B1", "mystery", items=[]), "en") == "B1 · mystery"


def test_a_comma_in_a_name_is_no_end_of_the_article() -> None:
    laptop = {"name_en": "AirBook 14 laptop, 16 GB", "name_zh": "AirBook 14 笔记本电脑 16GB", "quantity": 2}
    both = {**ORDER, "items": [laptop, *ORDER["items"]]}
    assert wording.items(both, "en") == "2 × AirBook 14 laptop, 16 GB; Keyboard; 2 × Cable"
    assert wording.items(both, "zh") == "2 件 AirBook 14 笔记本电脑 16GB、键盘、2 件数据线"


def test_names_between_chinese_characters() -> None:
    assert [wording.inset(name) for name in ("京东物流", "SF Express", "DHL 快递", "")] == [
        "京东物流", " SF Express ", " DHL 快递", "",
    ]  # fmt: skip
