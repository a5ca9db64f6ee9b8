import pytest

from tests.actions.fake_crm import FakeCrm, make_order
from tests.actions.talk import Talk

LATE = "2026-01-05T10:00:00Z"


def talk(state: str, **other: object) -> Talk:
    return Talk(FakeCrm([make_order("A1001", state, **other)]))


async def test_overdue_is_admitted_and_a_person_offered_with_the_facts() -> None:
    chat = talk("shipped", expected_at=LATE)
    said = await chat.say("delivery_problem", "A1001 is days late and stuck", order_id="A1001")
    assert said == ["utter_order_shipped_undated", "utter_order_late"]
    assert (chat.slots["asking"], chat.slots["offer_reason"]) == ("person", "other_request")
    assert chat.slots["gathered"] == {
        "state": "shipped",
        "said": "A1001 is days late and stuck",
        "problem": "late",
        "items": "Mechanical keyboard",
        "expected": LATE,
    }


async def test_what_is_not_overdue_is_not_called_late() -> None:
    chat = talk("shipped")
    said = await chat.say("delivery_problem", "A1001 still has not come", order_id="A1001")
    assert said == ["utter_order_shipped", "utter_delivery_not_late"]


async def test_not_sent_yet_is_the_true_state() -> None:
    said = await talk("paid").say("delivery_problem", "A1001 is lost!", order_id="A1001")
    assert said == ["utter_order_paid", "utter_delivery_person"]


async def test_delivered_and_not_there() -> None:
    chat = talk("delivered")
    said = await chat.say("delivery_problem", "A1001 says delivered but nothing arrived", order_id="A1001")
    assert said == ["utter_order_not_received"]
    assert chat.slots["gathered"]["problem"] == "not_received"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("the box of A1001 was crushed and wet", "damaged"),
        ("A1001 少发了一件", "missing"),
        ("you sent me the wrong item, A1001", "wrong"),
    ],
)
async def test_what_came_wrong_goes_to_a_person_at_once(text: str, problem: str) -> None:
    chat = talk("delivered")
    await chat.say("delivery_problem", text, order_id="A1001")
    assert [message["response"] for message in chat.shown][-3:-1] == ["utter_delivery_sorry", "utter_handoff"]
    gathered = chat.effects[-1]["gathered"]
    assert (gathered["problem"], gathered["said"], gathered["order_id"]) == (problem, text, "A1001")


async def test_what_is_wrong_is_asked_when_it_is_not_clear() -> None:
    chat = talk("delivered")
    assert await chat.say("delivery_problem", "problem with my parcel", order_id="A1001") == ["utter_ask_trouble"]
    await chat.press("inform", trouble="missing")
    assert chat.effects[-1]["gathered"]["problem"] == "missing"
    chat = talk("delivered")
    await chat.say("delivery_problem", "problem with my parcel", order_id="A1001")
    await chat.say("complaint", "your courier threw it over the fence", confidence_low=True)
    assert not chat.effects


async def test_a_question_about_another_order_is_left_to_its_rule() -> None:
    chat = talk("delivered")
    await chat.say("delivery_problem", "problem with my parcel", order_id="A1001")
    assert await chat.say("order_status", "and where is my other order?") == []
    assert await chat.say("ask_for_person", "let me talk to somebody") == []
