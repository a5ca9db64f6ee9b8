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


@pytest.mark.parametrize(
    "text", ["that's wrong", "not that one", "no, I meant the monitor", "不对，我是说显示器", "不是这个"]
)
async def test_a_no_to_the_answer_does_not_close(text: str) -> None:
    out = await act(Deny, CRM, "deny", text, slots={"asking": "anything_else"})
    assert (out.said, out.slots["closing"]) == (["utter_no_to_what"], False)


@pytest.mark.parametrize("text", ["no", "no that's it", "nothing else", "没有了", "不用了，谢谢"])
async def test_a_no_to_anything_else_closes(text: str) -> None:
    assert (await act(Deny, CRM, "deny", text, slots={"asking": "anything_else"})).slots["closing"] is True


async def test_a_no_leaves_a_form() -> None:
    out = await act(Deny, CRM, "deny", "no", slots={"requested_slot": "order_id"}, form="cancel_form")
    assert out.said == ["utter_left"]
    assert out.left_form
    assert out.slots["closing"] is False


async def test_never_mind_without_anything_begun() -> None:
    assert (await act(Nevermind, CRM, "nevermind")).said == ["utter_nevermind"]
