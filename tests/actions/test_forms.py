from typing import Any

import pytest

from actions.forms import AskOrder, AskProof
from actions.order_status import ValidateOrderStatusForm
from tests.actions.fake_crm import FakeCrm, make_order
from tests.actions.scene import Outcome, act


def visitor_shop() -> FakeCrm:
    return FakeCrm([make_order("A1001"), make_order("A1002")], verified=False)


async def answer(crm: FakeCrm, asked: str, intent: str, text: str = "", **other: Any) -> Outcome:
    slots = {"requested_slot": asked, "need": "order_status", **other.pop("slots", {})}
    return await act(ValidateOrderStatusForm, crm, intent, text, slots=slots, form="order_status_form", **other)


@pytest.mark.parametrize(
    "intent",
    ["greet", "thanks", "capabilities", "out_of_scope", "invoice", "complaint", "dont_know", "nevermind", "deny",
     "ask_for_person", "goodbye", "cancel_order", "event_reminder", "event_left", "event_returned"],
)  # fmt: skip
@pytest.mark.parametrize("asked", ["order_id", "proof"])
async def test_an_interruption_is_left_to_its_own_rule(intent: str, asked: str) -> None:
    assert (await answer(visitor_shop(), asked, intent, "…")).events == []


async def test_an_order_is_read_even_with_thanks() -> None:
    crm = FakeCrm([make_order("A1001")])
    out = await answer(crm, "order_id", "thanks", "A1001 thanks", entities={"order_id": "A1001"})
    assert out.slots["order_id"] == "A1001"
    out = await answer(crm, "order_id", "ask_for_person", "human, A1001", entities={"order_id": "A1001"})
    assert out.events == []


async def test_an_offered_order_is_picked_by_place() -> None:
    crm = FakeCrm([make_order("A1001"), make_order("A1002")])
    out = await answer(crm, "order_id", "inform", "the second one", slots={"offered": ["A1001", "A1002"]})
    assert out.slots["order_id"] == "A1002"


async def test_a_bare_word_with_digits_may_be_an_order_id() -> None:
    assert (await answer(visitor_shop(), "order_id", "nlu_fallback", "x-1001")).slots["order_id"] == "x-1001"


async def test_unreadable_answers_end_with_a_person() -> None:
    out = await answer(visitor_shop(), "order_id", "nlu_fallback", "blah")
    assert (out.slots["unreadable"], out.slots["hint"], out.said) == (1, "unreadable", [])
    out = await answer(visitor_shop(), "order_id", "nlu_fallback", "blah", slots={"unreadable": 1})
    assert (out.slots["asking"], out.slots["unreadable"]) == ("person", 2)
    out = await answer(visitor_shop(), "order_id", "nlu_fallback", "blah", slots={"unreadable": 2})
    gathered = {"need": "order_status"}
    assert out.effects == [{"kind": "handoff", "reason": "not_understood", "gathered": gathered}]
    assert out.slots["requested_slot"] is None


async def test_a_yes_takes_the_person_that_was_offered() -> None:
    out = await answer(visitor_shop(), "order_id", "affirm", "yes", slots={"asking": "person", "unreadable": 2})
    assert out.events == []


@pytest.mark.parametrize(
    ("count", "order_question", "proof_question"),
    [(1, "utter_order_id_again", "utter_proof_again"), (2, "utter_order_id_or_person", "utter_proof_or_person")],
)
async def test_what_was_not_read_is_asked_in_other_words(count: int, order_question: str, proof_question: str) -> None:
    slots = {"hint": "unreadable", "unreadable": count, "order_id": "A1001"}
    assert (await act(AskOrder, visitor_shop(), slots=slots)).said == [order_question]
    assert (await act(AskProof, visitor_shop(), slots=slots)).said == [proof_question]


async def test_coming_back_from_an_aside_reads_nothing() -> None:
    events: list[dict[str, Any]] = [
        {"event": "user"},
        {"event": "action", "name": "action_greet"},
        {"event": "slot", "name": "requested_slot", "value": "order_id"},
        {"event": "action", "name": "order_status_form"},
    ]
    out = await answer(visitor_shop(), "order_id", "greet", "hi A1001", entities={"order_id": "A1001"}, events=events)
    assert out.slots == {"hint": "again", "hint_value": None}


async def test_the_right_contact_opens_the_order() -> None:
    crm = visitor_shop()
    out = await answer(crm, "proof", "inform", "13800138000", entities={"contact": "13800138000"},
                       slots={"order_id": "A1001"})  # fmt: skip
    assert (out.slots["proof"], out.slots["requested_slot"]) == ("seen", None)


async def test_order_and_contact_in_one_message() -> None:
    crm, both = visitor_shop(), {"order_id": "A1001", "contact": "13800138000"}
    out = await answer(crm, "order_id", "inform", "A1001, phone 13800138000", entities=both)
    assert (out.slots["proof"], out.slots["requested_slot"]) == ("seen", None)
    out = await answer(visitor_shop(), "order_id", "inform", "…", entities={**both, "contact": "13900139000"})
    assert (out.slots["order_id"], out.slots["proof"], out.slots["hint"]) == ("A1001", None, "proof_wrong")


async def test_wrong_contacts_count_down_and_lock() -> None:
    crm = visitor_shop()
    wrong = {"entities": {"contact": "13900139000"}, "slots": {"order_id": "A1001"}}
    out = await answer(crm, "proof", "inform", **wrong)
    assert (out.slots["hint"], out.slots["hint_value"]) == ("proof_wrong", "2")
    asked = await act(AskProof, crm, slots={"hint": "proof_wrong", "hint_value": "2", "order_id": "A1001"})
    assert asked.values("utter_proof_wrong")["tries_left"] == 2
    await answer(crm, "proof", "inform", **wrong)
    asked = await act(AskProof, crm, slots={"hint": "proof_wrong", "hint_value": "1", "order_id": "A1001"})
    assert asked.said == ["utter_proof_wrong_last"]
    out = await answer(crm, "proof", "inform", **wrong)
    assert out.said == ["utter_order_locked"]
    assert (out.slots["requested_slot"], out.slots["asking"], out.slots["offer_reason"]) == (
        None, "person", "order_locked",
    )  # fmt: skip
    out = await answer(crm, "order_id", "inform", "A1002", entities={"order_id": "A1002"})
    assert out.said == ["utter_order_locked"]


async def test_no_contact_at_all_does_not_count_as_a_try() -> None:
    crm = visitor_shop()
    out = await answer(crm, "proof", "nlu_fallback", "what?", slots={"order_id": "A1001"})
    assert out.slots["unreadable"] == 1
    out = await answer(crm, "proof", "inform", "me@", slots={"order_id": "A1001"})
    assert crm.tries_left == 2


async def test_another_order_instead_of_the_proof() -> None:
    out = await answer(visitor_shop(), "proof", "inform", "sorry, A1002", entities={"order_id": "A1002"},
                       slots={"order_id": "A1001"})  # fmt: skip
    assert (out.slots["order_id"], out.slots["proof"]) == ("A1002", None)


async def test_away_ends_the_form_with_an_honest_word() -> None:
    crm = visitor_shop()
    crm.away = True
    out = await answer(crm, "order_id", "inform", "A1001", entities={"order_id": "A1001"})
    assert out.said == ["utter_service_unavailable"]
    assert out.values("utter_service_unavailable")["retry_order"] == "A1001"
    assert out.effects[0]["kind"] == "problem"
    assert out.left_form
    assert out.slots["requested_slot"] is None


async def test_a_contact_alone_finds_no_order_and_is_not_counted_at_first() -> None:
    alone = {"entities": {"contact": "13800138000"}, "text": "13800138000"}
    out = await answer(visitor_shop(), "order_id", "inform", **alone)
    assert (out.slots["hint"], out.slots.get("unreadable")) == ("contact_alone", None)
    assert (await act(AskOrder, visitor_shop(), slots=out.slots)).said == ["utter_contact_alone"]
    out = await answer(visitor_shop(), "order_id", "inform", slots=out.slots, **alone)
    assert (out.slots["hint"], out.slots.get("unreadable")) == ("contact_alone", None)
    out = await answer(visitor_shop(), "order_id", "inform", slots=out.slots, **alone)
    assert out.slots["unreadable"] == 1


@pytest.mark.parametrize(
    ("intent", "text", "entities"),
    [
        ("order_status", "track my parcel", {}),
        ("inform", "第二个", {}),
        ("order_status", "where is A1001", {"order_id": "A1001"}),
    ],
)
async def test_the_proof_comes_first(intent: str, text: str, entities: dict[str, str]) -> None:
    out = await answer(visitor_shop(), "proof", intent, text, entities=entities, slots={"order_id": "A1001"})
    assert (out.slots["hint"], out.slots.get("unreadable")) == ("proof_first", None)
    asked = await act(AskProof, visitor_shop(), slots={"order_id": "A1001", **out.slots})
    assert asked.said == ["utter_ask_proof_first"]


async def test_all_orders_are_listed_while_one_is_asked_for() -> None:
    crm = FakeCrm([make_order("A1001"), make_order("A1002")])
    out = await answer(crm, "order_id", "order_status", "what did i order", slots={"offered": ["A1001", "A1002"]})
    assert (out.slots["hint"], out.slots.get("unreadable")) == ("list", None)


async def test_of_several_answers_the_first_is_taken() -> None:
    crm = FakeCrm([make_order("A1001"), make_order("A1002")])
    out = await answer(crm, "order_id", "inform", "A1002 and A1001", entities={"order_id": ["A1002", "A1001"]})
    assert (out.said, out.slots["order_id"]) == (["utter_one_at_a_time_from"], "A1002")
