import pytest

from actions.crm_client import Item
from actions.wishes import (
    asks_refund,
    aspect,
    changes_mind,
    danger,
    gives_reason,
    names_replacement,
    quantity,
    stated,
    trouble,
)

ITEMS: list[Item] = [
    {"name_en": "Desk lamp", "name_zh": "护眼台灯", "quantity": 2},
    {"name_en": "Smart bulbs, set of four", "name_zh": "智能灯泡四只装", "quantity": 1},
]


@pytest.mark.parametrize(
    ("text", "dangerous"),
    [
        ("smoke is coming out of it", True),
        ("it burned my hand", True),
        ("I got a nasty shock from the plug", True),
        ("the battery is swollen", True),
        ("插上就冒烟了", True),
        ("漏电，我被电了一下", True),
        ("电池鼓包", True),
        ("孩子被烫伤了", True),
        ("no smoke, it just stopped", False),
        ("没有冒烟，就是不亮了", False),
        ("I was shocked by the price", False),
        ("is this burner any good", False),
        ("it doesn't turn on", False),
        ("屏幕不亮", False),
    ],
)
def test_danger(text: str, dangerous: bool) -> None:
    assert danger(text) is dangerous


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("wrong address, I moved", "address"),
        ("可以改一下收货地址吗", "address"),
        ("could it come on Saturday instead", "time"),
        ("晚几天再送", "time"),
        ("周六上午送", "time"),
        ("take one lamp out", "items"),
        ("颜色拍错了", "items"),
        ("I need to change my order", None),
    ],
)
def test_what_about_an_order_is_to_be_changed(text: str, what: str | None) -> None:
    assert aspect(text) == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("the box was empty, an empty box!", "missing"),
        ("少了一件", "missing"),
        ("this is not what I ordered", "wrong"),
        ("发错货了", "wrong"),
        ("arrived all wet", "damaged"),
        ("快递箱压坏了", "damaged"),
        ("it never arrived", "not_received"),
        ("显示签收但没收到", "not_received"),
        ("no updates for days", "late"),
        ("物流一直不动", "late"),
        ("trouble with my order", None),
    ],
)
def test_what_went_wrong_with_a_delivery(text: str, what: str | None) -> None:
    assert trouble(text) == what


@pytest.mark.parametrize(
    ("text", "about_money"),
    [
        ("where is my refund", True),
        ("I still haven't got my money back", True),
        ("退款怎么还没到账", True),
        ("I want a refund", False),
        ("我要退款", False),
    ],
)
def test_a_refund_that_is_waited_for(text: str, about_money: bool) -> None:
    assert asks_refund(text) is about_money


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("take the lamp out", ("Desk lamp", 0)),
        ("only one lamp please", ("Desk lamp", 1)),
        ("台灯只要一个", ("Desk lamp", 1)),
        ("去掉灯泡", ("Smart bulbs, set of four", 0)),
        ("a bigger lamp", None),
        ("the lamp", None),
        ("hello", None),
    ],
)
def test_how_many_of_which_article(text: str, wish: tuple[str, int] | None) -> None:
    assert quantity(text, ITEMS) == wish


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("change it to 12 Maple Street", "12 Maple Street"),
        ("please send it to: 12 Maple Street", "12 Maple Street"),
        ("改成北京市海淀区", "北京市海淀区"),
        ("新地址是：上海市徐汇区", "上海市徐汇区"),
        ("Saturday", "Saturday"),
    ],
)
def test_a_value_without_the_words_that_lead_to_it(text: str, value: str) -> None:
    assert stated(text) == value


def test_small_signs() -> None:
    assert changes_mind("actually, forget the exchange")
    assert changes_mind("算了还是退了吧")
    assert not changes_mind("the blue one please")
    assert gives_reason("it's too small")
    assert gives_reason("买错了")
    assert not gives_reason("I'd like to return A1001")
    assert names_replacement("one size bigger")
    assert names_replacement("换成黑色")
    assert not names_replacement("换货")
