import pytest

from actions.base import RapportAction
from actions.fallback import NotUnderstood
from actions.feedback import Complaint
from actions.handoff import HandOver
from actions.small_talk import (
    Capabilities,
    DontKnow,
    Greet,
    OutOfScope,
    Reminder,
    Returned,
    Thanks,
)
from tests.actions.fake_crm import FakeCrm, make_order
from tests.actions.scene import act

CRM = FakeCrm([])


@pytest.mark.parametrize(
    ("action", "alone", "in_form"),
    [
        (Greet, "utter_greeting", "utter_hello_again"),
        (Thanks, "utter_welcome_anything_else", "utter_welcome"),
        (Capabilities, "utter_capabilities", "utter_capabilities_short"),
        (OutOfScope, "utter_out_of_scope", "utter_out_of_scope_short"),
        (Complaint, "utter_calm", "utter_calm_short"),
        (Reminder, "utter_reminder", "utter_reminder_short"),
    ],
)
async def test_short_words_in_a_form(action: type[RapportAction], alone: str, in_form: str) -> None:
    assert (await act(action, CRM)).said == [alone]
    inside = await act(action, CRM, form="cancel_form")
    assert inside.said == [in_form]
    assert not inside.left_form


async def test_greets_by_name() -> None:
    out = await act(Greet, CRM, "event_greeting", customer_name="Li Wei")
    assert out.values("utter_greeting_by_name")["customer_name"] == "Li Wei"


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("hi", None, "utter_hello_short"),
        ("你好", None, "utter_hello_short"),
        ("one more question", None, "utter_go_ahead"),
        ("我还想问一下", None, "utter_go_ahead"),
        ("我又想起来一个问题", "cancel_form", "utter_go_ahead_short"),
        ("hi", "cancel_form", "utter_hello_again"),
    ],
)
async def test_the_whole_greeting_is_said_once(text: str, form: str | None, said: str) -> None:
    assert (await act(Greet, CRM, "event_greeting")).slots["greeted"] is True
    assert (await act(Greet, CRM, "greet", text, slots={"greeted": True}, form=form)).said == [said]


@pytest.mark.parametrize("form", [None, "order_status_form"])
async def test_which_languages_it_speaks(form: str | None) -> None:
    assert (await act(Capabilities, CRM, "capabilities", "speak english please", form=form)).said == ["utter_languages"]


async def test_the_second_complaint_goes_to_a_person() -> None:
    out = await act(Complaint, CRM, "complaint", slots={"upset": 1})
    assert out.said == ["utter_sorry", "utter_handoff"]
    assert [effect["kind"] for effect in out.effects] == ["feedback", "handoff"]
    assert out.effects[1]["reason"] == "complaint"


@pytest.mark.parametrize(
    ("asked", "said"), [("order_id", "utter_help_order_id"), ("proof", "utter_help_proof"), (None, "utter_help_anyway")]
)
async def test_not_knowing_is_helped(asked: str | None, said: str) -> None:
    form = "order_status_form" if asked else None
    assert (await act(DontKnow, CRM, "dont_know", slots={"requested_slot": asked}, form=form)).said == [said]


async def test_back_from_a_person_nothing_is_half_open() -> None:
    out = await act(
        Returned, CRM, "event_returned", slots={"pending_change": "ch1"}, form="cancel_form", agent_name="Mia"
    )
    assert out.values("utter_returned_from")["agent_name"] == "Mia"
    assert out.left_form
    assert out.slots["pending_change"] is None
    assert out.slots["requested_slot"] is None
    assert (await act(Returned, CRM, "event_returned")).said == ["utter_returned"]


async def test_nothing_understood_is_never_a_loop() -> None:
    said, times = [], 0.0
    for _ in range(3):
        out = await act(NotUnderstood, CRM, "nlu_fallback", slots={"misunderstood": times})
        said += out.said
        times = out.slots["misunderstood"]
    assert said == ["utter_not_understood", "utter_not_understood_again", "utter_handoff"]
    assert out.effects == [{"kind": "handoff", "reason": "not_understood"}]
    assert (await act(Greet, CRM, "greet", slots={"misunderstood": 1.0})).slots["misunderstood"] == 0


async def test_handing_over_drops_what_was_open_even_if_the_crm_is_away() -> None:
    crm = FakeCrm([make_order("A1")])
    change = await crm.propose_change("c1", "A1", "cancel_order", {}, "m0")
    out = await act(HandOver, crm, "ask_for_person", slots={"pending_change": change["id"]}, form="cancel_form")
    assert out.effects == [{"kind": "handoff", "reason": "asked_for_person"}]
    assert out.left_form
    assert crm.changes["ch1"]["state"] == "dropped"
    crm.away = True
    out = await act(HandOver, crm, "ask_for_person", slots={"pending_change": "ch1"}, form="cancel_form")
    assert out.said == ["utter_handoff"]
    out = await act(HandOver, crm, "ask_for_person", slots={"asking": "person", "offer_reason": "complaint"})
    assert out.effects == [{"kind": "handoff", "reason": "complaint"}]


@pytest.mark.parametrize("form", [None, "order_status_form"])
async def test_what_is_not_its_business_again_and_again_ends_at_a_person(form: str | None) -> None:
    said, effects = [], []
    for before in (0, 1, 2, 3):
        scene = await act(OutOfScope, CRM, form=form, slots={"misunderstood": before})
        said += scene.said
        effects.append([effect["kind"] for effect in scene.effects])
    usual = "utter_out_of_scope_short" if form else "utter_out_of_scope"
    assert said == [usual, usual, "utter_out_of_scope_person", "utter_handoff"]
    assert effects == [[], [], [], ["handoff"]]
