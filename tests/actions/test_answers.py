import pytest

from actions.answers import Affirm, Deny, Nevermind
from tests.actions.fake_crm import FakeCrm
from tests.actions.scene import act

CRM = FakeCrm([])


@pytest.mark.parametrize(
    ("asking", "said"), [(None, "utter_yes_to_what"), ("anything_else", "utter_what_else"), ("need", "utter_what_else")]
)
async def test_a_bare_yes_confirms_nothing(asking: str | None, said: str) -> None:
    out = await act(Affirm, CRM, "affirm", "yes", slots={"asking": asking})
    assert out.said == [said]
    assert out.effects == []


async def test_a_yes_takes_the_offered_person() -> None:
    out = await act(Affirm, CRM, "affirm", "yes", slots={"asking": "person", "offer_reason": "order_locked"})
    assert out.effects == [{"kind": "handoff", "reason": "order_locked"}]


@pytest.mark.parametrize(
    ("asking", "said", "closing"),
    [
        ("anything_else", "utter_goodbye", True),
        ("person", "utter_all_right", False),
        ("again", "utter_all_right", False),
        (None, "utter_no_to_what", False),
    ],
)
async def test_a_no_closes_only_after_anything_else(asking: str | None, said: str, closing: bool) -> None:
    out = await act(Deny, CRM, "deny", "no", slots={"asking": asking})
    assert out.said == [said]
    assert out.slots["closing"] is closing


async def test_a_no_leaves_a_form() -> None:
    out = await act(Deny, CRM, "deny", "no", slots={"requested_slot": "order_id"}, form="cancel_form")
    assert out.said == ["utter_left"]
    assert out.left_form
    assert out.slots["closing"] is False


async def test_never_mind_without_anything_begun() -> None:
    assert (await act(Nevermind, CRM, "nevermind")).said == ["utter_nevermind"]
