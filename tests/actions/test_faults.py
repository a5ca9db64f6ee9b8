import pytest

from actions.base import RapportAction
from actions.cancel import StartCancel, ValidateCancelForm
from actions.fallback import NotUnderstood
from actions.feedback import Praise
from actions.order_status import ValidateOrderStatusForm
from actions.privacy import PrivacyRequest
from actions.small_talk import DontKnow, Greet, OutOfScope
from tests.actions.fake_crm import FakeCrm, make_order
from tests.actions.scene import act
from tests.actions.talk import Talk


def talk(state: str = "delivered", **other: object) -> Talk:
    return Talk(FakeCrm([make_order("A1001", state, **other)]))


@pytest.mark.parametrize("text", ["the charger from A1001 started smoking", "A1001的充电宝鼓包了，好吓人"])
async def test_safety_comes_first_then_a_person_at_once(text: str) -> None:
    chat = talk()
    assert await chat.say("product_fault", text, order_id="A1001") == ["utter_danger", "utter_handoff"]
    assert [effect["kind"] for effect in chat.effects] == ["handoff"]
    assert (chat.effects[0]["reason"], chat.effects[0]["gathered"]["said"]) == ("safety", text)
    assert chat.effects[0]["gathered"]["need"] == "product_fault"
    assert not chat.crm.changes


async def test_danger_is_heard_in_the_middle_of_anything() -> None:
    crm = FakeCrm([make_order("A1001")])
    slots = {"requested_slot": "order_id", "need": "order_status"}
    out = await act(ValidateOrderStatusForm, crm, "inform", "it caught fire!", slots=slots, form="order_status_form")
    assert out.said == ["utter_danger", "utter_handoff"]
    slots = {"requested_slot": "decision", "need": "cancel_order", "order_id": "A1001", "pending_change": "ch1"}
    out = await act(ValidateCancelForm, crm, "inform", "I got an electric shock", slots=slots, form="cancel_form")
    assert out.effects[0]["reason"] == "safety"
    out = await act(StartCancel, crm, "cancel_order", "cancel A1001, the last one burned my hand")
    assert (out.said, out.slots["hint"]) == (["utter_danger", "utter_handoff"], "over")


@pytest.mark.parametrize("action", [OutOfScope, Greet, DontKnow, Praise, PrivacyRequest, NotUnderstood])
async def test_danger_is_heard_whatever_the_words_were_taken_for(action: type[RapportAction]) -> None:
    out = await act(action, FakeCrm([]), text="hi, the power bank is smoking!!")
    assert (out.said, out.effects[-1]["reason"]) == (["utter_danger", "utter_handoff"], "safety")
    assert (await act(action, FakeCrm([]), text="hi, no smoking here", confidence=1.0)).said != out.said


async def test_something_to_try_comes_before_a_repair() -> None:
    chat = talk()
    chat.crm.solutions = ["It does not turn on"]
    said = await chat.say("product_fault", "my keyboard won't turn on any more")
    assert said == ["utter_solution", "utter_fault_other_way"]
    assert (chat.slots["asking"], chat.slots["tried"]) == ("solution", ["It does not turn on"])
    assert await chat.press("product_fault") == ["utter_ask_remedy"]  # the fault is known from before


async def test_the_fault_then_the_remedy_then_the_confirmation() -> None:
    chat = talk()
    assert await chat.say("product_fault", "A1001 broke", order_id="A1001") == ["utter_ask_fault"]
    assert await chat.say("delivery_problem", "two keys are stuck since Monday") == ["utter_ask_remedy"]
    assert await chat.press("inform", remedy="repair") == ["utter_confirm_request_repair"]
    assert chat.crm.details == {"fault": "two keys are stuck since Monday"}
    assert await chat.say("affirm", "好的") == ["utter_done_request_repair", "utter_anything_else"]


@pytest.mark.parametrize(
    ("remedy", "details"),
    [
        ("exchange", {"wish": "the keys stick and it is loud"}),
        ("return", {"reason": "the keys stick and it is loud"}),
    ],
)
async def test_the_fault_is_kept_whichever_remedy_is_chosen(remedy: str, details: dict[str, str]) -> None:
    chat = talk()
    said = await chat.say("product_fault", "the keys stick and it is loud", order_id="A1001")
    assert said == ["utter_ask_remedy"]
    await chat.press("inform", remedy=remedy)
    assert chat.crm.details == details


async def test_when_only_a_repair_is_left_it_is_proposed() -> None:
    chat = talk(possible=["request_repair"])
    said = await chat.say("product_fault", "the keys stick and it is loud", order_id="A1001")
    assert said == ["utter_confirm_request_repair"]


async def test_out_of_warranty_is_said() -> None:
    chat = talk(possible=[])
    said = await chat.say("product_fault", "the keys stick and it is loud", order_id="A1001")
    assert said == ["utter_too_late_repair"]
    assert chat.slots["asking"] == "person"


async def test_what_has_not_arrived_can_not_be_broken() -> None:
    chat = talk("shipped")
    said = await chat.say("product_fault", "the screen of A1001 is cracked", order_id="A1001")
    assert said == ["utter_order_shipped", "utter_fault_not_there"]


async def test_a_person_gets_what_is_known() -> None:
    chat = talk()
    await chat.say("product_fault", "the keys stick and it is loud", order_id="A1001")
    for _ in range(3):
        await chat.say("nlu_fallback", "hm")
    assert chat.effects[-1]["gathered"] == {
        "need": "product_fault",
        "order_id": "A1001",
        "said": "the keys stick and it is loud",
        "fault": "the keys stick and it is loud",
    }
