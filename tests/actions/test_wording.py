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
    assert wording.items(ORDER, "en") == "Keyboard, Cable × 2"
    assert wording.items(ORDER, "zh") == "键盘、数据线×2"
    assert wording.title(ORDER, "en") == "A1001 · Keyboard +1 · shipped"
    assert wording.title(ORDER, "zh") == "A1001 · 键盘 +1 · 已发货"
    assert wording.title(make_order("B1", "mystery", items=[]), "en") == "B1 · mystery"
