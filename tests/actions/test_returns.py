from datetime import UTC, datetime, timedelta

import pytest

from actions.crm_client import Request
from tests.actions.fake_crm import FakeCrm, make_order
from tests.actions.talk import Talk


def talk(state: str = "delivered", **other: object) -> Talk:
    return Talk(FakeCrm([make_order("A1001", state, **other)]))


def request(kind: str, state: str = "open", days_ago: int = 1) -> Request:
    then = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    return {"kind": kind, "state": state, "created_at": then, "ended_at": then if state != "open" else None}


async def test_a_return_is_shown_with_its_window_and_asked_for_once_confirmed() -> None:
    chat = talk()
    assert await chat.say("return_refund", "I'd like to send A1001 back", order_id="A1001") == [
        "utter_ask_return_reason"
    ]
    assert await chat.say("complaint", "far too loud") == []  # a clear complaint is answered first
    assert await chat.press("inform", reason="unsuitable") == ["utter_confirm_request_return"]
    shown = chat.values("utter_confirm_request_return")
    assert (shown["until"], shown["delivered"], shown["total"]) == ("Friday, Nov 20", "Thursday, Nov 5", "¥1,299.00")
    assert await chat.say("affirm", "yes please") == ["utter_done_request_return", "utter_anything_else"]


@pytest.mark.parametrize("text", ["return A1001, it doesn't fit", "A1001想退货，质量太差了"])
async def test_a_reason_given_at_once_is_not_asked_for(text: str) -> None:
    chat = talk()
    assert await chat.say("return_refund", text, order_id="A1001") == ["utter_confirm_request_return"]
    assert chat.crm.details == {"reason": text}


@pytest.mark.parametrize("intent", ["deny", "dont_know"])
async def test_no_reason_is_needed(intent: str) -> None:
    chat = talk()
    await chat.say("return_refund", "return A1001", order_id="A1001")
    assert await chat.say(intent, "no") == ["utter_confirm_request_return"]
    assert chat.crm.details == {}


async def test_a_reason_that_reads_like_another_need_is_a_reason() -> None:
    chat = talk()
    await chat.say("return_refund", "return A1001", order_id="A1001")
    assert await chat.say("product_fault", "the keys stick") == ["utter_confirm_request_return"]
    assert chat.crm.details == {"reason": "the keys stick"}
    assert await chat.say("cancel_order", "cancel that") == ["utter_nothing_changed", "utter_anything_else"]


@pytest.mark.parametrize(
    ("state", "said", "asking"),
    [
        ("shipped", "utter_return_on_way", "person"),
        ("refunded", "utter_refund_done", "person"),
        ("returned", "utter_refund_returned", "person"),
        ("cancelled", "utter_refund_none", "person"),
    ],
)
async def test_what_has_not_arrived_or_is_back_already(state: str, said: str, asking: str) -> None:
    chat = talk(state)
    assert await chat.say("return_refund", "refund for A1001 please", order_id="A1001") == [said]
    assert (chat.form, chat.slots["asking"]) == (None, asking)
    assert not chat.crm.changes


async def test_what_has_not_been_sent_is_cancelled_instead() -> None:
    chat = talk("paid")
    said = await chat.say("return_refund", "refund for A1001 please", order_id="A1001")
    assert said == ["utter_return_before_sent", "utter_confirm_cancel_order"]
    assert await chat.say("cancel_order", "yes, cancel it") == ["utter_cancelled", "utter_anything_else"]
    assert chat.crm.orders["A1001"]["state"] == "cancelled"


async def test_too_late_is_said_with_the_date_and_a_person_offered() -> None:
    chat = talk(possible=["request_repair"])
    assert await chat.say("return_refund", "return A1001", order_id="A1001") == ["utter_too_late_return"]
    assert chat.values("utter_too_late_return")["until"] == "Friday, Nov 20"
    assert (chat.slots["asking"], chat.slots["gathered"]["state"]) == ("person", "delivered")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (request("return"), ["utter_return_open"]),
        (request("return", days_ago=9), ["utter_return_open", "utter_request_overdue"]),
        (request("refund"), ["utter_refund_open"]),
        (request("refund", "done"), ["utter_refund_done_by_staff"]),
        (request("return", "rejected"), ["utter_return_rejected"]),
    ],
)
async def test_where_the_refund_is(asked: Request, said: list[str]) -> None:
    chat = talk(requests=[asked])
    assert await chat.say("return_refund", "where is my refund for A1001?", order_id="A1001") == said
    assert chat.slots["asking"] == "person"


async def test_the_refund_of_a_cancelled_order() -> None:
    chat = talk("cancelled", requests=[request("refund")])
    assert await chat.say("return_refund", "退款什么时候到账", order_id="A1001") == ["utter_refund_open"]


async def test_a_refund_that_nobody_asked_for_is_not_promised() -> None:
    chat = talk()
    assert await chat.say("return_refund", "still no refund for A1001!", order_id="A1001") == ["utter_no_return_yet"]


async def test_the_same_is_not_asked_for_twice() -> None:
    chat = talk(requests=[request("return")], possible=["request_exchange", "request_repair"])
    assert await chat.say("return_refund", "return A1001", order_id="A1001") == ["utter_already_requested_return"]


async def test_an_exchange_says_for_what() -> None:
    chat = talk()
    assert await chat.say("exchange", "I want to swap A1001", order_id="A1001") == ["utter_ask_exchange"]
    assert await chat.say("change_order", "size M please") == ["utter_confirm_request_exchange"]
    assert chat.values("utter_confirm_request_exchange")["wish"] == "size M please"
    assert await chat.say("deny", "no, the blue one") == ["utter_confirm_request_exchange"]
    assert (chat.crm.details, chat.crm.changes["ch1"]["state"]) == ({"wish": "no, the blue one"}, "dropped")
    assert await chat.say("affirm", "right") == ["utter_done_request_exchange", "utter_anything_else"]


async def test_an_exchange_in_one_message() -> None:
    chat = talk()
    assert await chat.say("exchange", "A1001换成黑色的", order_id="A1001") == ["utter_confirm_request_exchange"]


async def test_what_has_not_arrived_is_not_exchanged() -> None:
    chat = talk("out_for_delivery")
    assert await chat.say("exchange", "swap A1001 for a black one", order_id="A1001") == ["utter_exchange_on_way"]
    assert not chat.crm.changes


async def test_what_has_not_been_sent_is_changed_instead() -> None:
    chat = talk("packed")
    said = await chat.say("exchange", "I'd like to exchange A1001", order_id="A1001")
    assert said == ["utter_exchange_before_sent", "utter_ask_change"]
    assert chat.slots["need"] == "change_order"
