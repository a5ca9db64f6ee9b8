import pytest

from actions.feedback import Complaint, Praise, Suggestion
from tests.actions.fake_crm import FakeCrm, make_reading
from tests.actions.scene import act


def reading(**other: object) -> FakeCrm:
    crm = FakeCrm([])
    crm.read = make_reading("praise", **other)
    return crm


@pytest.mark.parametrize(("action", "about"), [(Praise, "praise"), (Suggestion, "suggestion")])
async def test_it_is_kept_and_thanked_for(action: type[Praise | Suggestion], about: str) -> None:
    out = await act(action, reading(), about, "the courier carried it up five floors")
    assert out.said == [f"utter_{about}_thanks_anything_else"]
    assert out.effects == [{"kind": "feedback", "about": about, "text": "the courier carried it up five floors"}]
    assert (out.slots["need"], out.slots["met"], out.slots["asking"]) == (about, True, "anything_else")


async def test_it_does_not_take_the_place_of_what_the_customer_came_for() -> None:
    out = await act(Praise, reading(), "praise", "lovely", slots={"need": "cancel_order", "met": False})
    assert (out.slots["need"], out.slots["met"]) == ("cancel_order", False)


async def test_what_else_the_message_asks_for_comes_next() -> None:
    out = await act(Praise, reading(also=["return_refund"]), "praise", "谢谢，另外想退一件", language="zh")
    assert out.said == ["utter_praise_thanks", "utter_also"]
    offered = out.values("utter_also")
    assert (offered["need"], offered["buttons"]) == (
        "退货退款",
        [{"title": "退货退款", "payload": "/return_refund"}],
    )


async def test_in_the_middle_of_a_form_only_the_thanks() -> None:
    out = await act(Suggestion, reading(), "suggestion", "sell tea", form="cancel_form")
    assert (out.said, out.events) == (["utter_suggestion_thanks"], [])
    assert out.effects[0]["kind"] == "feedback"


async def test_a_complaint_is_kept_and_its_order_stays_known() -> None:
    first = await act(Complaint, FakeCrm([]), "complaint", "A1001 was a disgrace", entities={"order_id": "A1001"})
    assert first.said == ["utter_calm"]
    assert first.effects == [{"kind": "feedback", "about": "complaint", "text": "A1001 was a disgrace"}]
    second = await act(Complaint, FakeCrm([]), "complaint", "answer me!", slots=first.slots)
    assert second.said == ["utter_sorry", "utter_handoff"]
    assert second.effects[1] == {
        "kind": "handoff",
        "reason": "complaint",
        "gathered": {"need": "complaint", "order_id": "A1001", "said": "A1001 was a disgrace\nanswer me!"},
    }


async def test_a_threat_with_the_law_is_not_answered_calmly() -> None:
    out = await act(Complaint, reading(priority="urgent", reasons=["legal"]), "complaint", "you hear from my lawyer")
    assert out.said == ["utter_sorry", "utter_handoff"]


async def test_a_complaint_about_what_is_dangerous_is_an_emergency() -> None:
    out = await act(Complaint, FakeCrm([]), "complaint", "your junk is on fire, thanks for nothing")
    assert out.said == ["utter_danger", "utter_handoff"]
