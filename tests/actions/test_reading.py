from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from actions.reading import decision, not_received, pick, points_back, wants_other
from tests.actions.fake_crm import make_order

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)
ORDERS = [
    make_order("A3", "paid", placed_at="2026-11-04T09:00:00Z", total="20.00",
               items=[{"name_en": "USB-C cable", "name_zh": "数据线", "quantity": 1}]),
    make_order("A2", "shipped", placed_at="2026-11-02T09:00:00Z", total="1899.00",
               items=[{"name_en": "27-inch monitors", "name_zh": "27 英寸显示器", "quantity": 1}]),
    make_order("A1", "delivered", placed_at="2026-10-12T09:00:00Z", total="599.00"),
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["yes", "Yes, cancel it", "yep go ahead", "ok", "please cancel it", "cancel", "confirm", "👍", "是的", "好的",
     "嗯嗯", "确认取消", "可以，取消吧", "没问题", "没错", "取消", "ＯＫ"],
)  # fmt: skip
def test_a_plain_yes_confirms(text: str) -> None:
    assert decision(text, "affirm") is True


@pytest.mark.parametrize(
    "text",
    ["no", "nope", "No, keep it", "don't cancel it", "please don’t cancel", "keep my order",
     "that's wrong", "不对，我是说显示器", "不要取消", "别取消了",
     "先不取消", "留着吧", "还是保留订单", "不", "不用了", "👎"],
)  # fmt: skip
@pytest.mark.parametrize("intent", ["deny", "cancel_order", "affirm"])
def test_a_plain_no_keeps_the_order_whatever_was_understood(text: str, intent: str) -> None:
    assert decision(text, intent) is False


@pytest.mark.parametrize(
    "text",
    ["yes but when do I get my money", "can I cancel?", "ok wait", "I don't want it", "不要了", "不想要了", "取消吗？",
     "等一下", "可以取消吗", "hm", "ok, if it is free"],
)  # fmt: skip
@pytest.mark.parametrize("intent", ["affirm", "cancel_order", "nlu_fallback"])
def test_what_is_in_doubt_never_confirms(text: str, intent: str) -> None:
    assert decision(text, intent) is not True


@pytest.mark.parametrize(
    ("text", "expected"),
    [("the first one", "A3"), ("第二个", "A2"), ("3", "A1"), ("the last one", "A1"), ("最新那单", "A3"),
     ("the most expensive", "A2"), ("最便宜的", "A3"), ("from Monday", "A2"), ("周一那单", "A2"), ("昨天买的", "A3"),
     ("the monitor", "A2"), ("键盘那个", "A1"), ("已发货的那个", "A2"), ("the cable I bought yesterday", "A3")],
)  # fmt: skip
def test_an_order_is_picked_by_its_description(text: str, expected: str) -> None:
    picked = pick(text, ORDERS, NOW, ZoneInfo("UTC"))
    assert picked is not None
    assert picked["order_id"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("the one that hasn't shipped", "A3"), ("还没有发货的那个", "A3"), ("what hasn't arrived yet", "A3 A2"),
     ("还没收到的", "A3 A2"), ("the delivered one", "A1")],
)  # fmt: skip
def test_what_has_not_happened_is_told_from_what_has(text: str, expected: str) -> None:
    fitting = [order["order_id"] for order in ORDERS if pick(text, [order], NOW, ZoneInfo("UTC"))]
    assert fitting == expected.split()


@pytest.mark.parametrize("text", ["", "hello", "from Sunday", "the fourth", "第五个", "the cable from Monday"])
def test_nothing_is_picked_when_nothing_fits(text: str) -> None:
    assert pick(text, ORDERS, NOW, ZoneInfo("UTC")) is None
    assert pick(text, [], NOW, ZoneInfo("UTC")) is None


def test_the_order_talked_about_is_told_from_another() -> None:
    assert points_back("where is it now")
    assert points_back("什么时候到")
    assert not points_back("cancel an order")
    assert not points_back("取消订单")
    assert wants_other("the other one")
    assert wants_other("换一个")
    assert not points_back("查另一个")


@pytest.mark.parametrize("text", ["where is it", "has it arrived?", "我的快递到哪了", "was it delivered"])
def test_a_question_is_not_a_missing_parcel(text: str) -> None:
    assert not not_received(text)
