from typing import Any

import pytest

from actions.answers import Affirm, Deny, Nevermind
from actions.cancel import AskDecision, FinishCancel, StartCancel, ValidateCancelForm
from actions.forms import AskOrder
from tests.actions.fake_crm import FakeCrm, make_order
from tests.actions.scene import Outcome, act


def shop() -> FakeCrm:
    return FakeCrm([make_order("A1001", "shipped"), make_order("A1002"), make_order("A1003", "packed")])


async def proposed(crm: FakeCrm, order_id: str = "A1002") -> dict[str, Any]:
    """The slots of a cancellation that waits for its decision."""
    out = await act(ValidateCancelForm, crm, "cancel_order", slots={"order_id": order_id}, form="cancel_form")
    assert out.slots["requested_slot"] == "decision"
    return {"need": "cancel_order", **out.slots}


async def decide(crm: FakeCrm, slots: dict[str, Any], intent: str, text: str, **entities: str) -> Outcome:
    return await act(ValidateCancelForm, crm, intent, text, slots=slots, entities=entities, form="cancel_form")


async def finish(crm: FakeCrm, slots: dict[str, Any], said: Outcome) -> Outcome:
    return await act(FinishCancel, crm, slots={**slots, **said.slots})


async def test_nothing_is_changed_by_starting() -> None:
    crm = shop()
    out = await act(StartCancel, crm, "cancel_order", "cancel A1002", entities={"order_id": "A1002"})
    assert (out.slots["order_id"], out.slots["need"]) == ("A1002", "cancel_order")
    assert not crm.changes


async def test_shows_what_would_be_cancelled_with_buttons_for_this_change() -> None:
    crm = shop()
    slots = await proposed(crm)
    out = await act(AskDecision, crm, slots=slots, language="zh")
    shown = out.values("utter_confirm_cancel")
    assert (shown["order_id"], shown["items"], shown["total"], shown["pending_change"]) == (
        "A1002", "机械键盘", "¥1,299.00", "ch1",
    )  # fmt: skip
    assert (await act(AskDecision, crm, slots={**slots, "hint": "again"})).said == ["utter_confirm_cancel_again"]
    assert (await act(AskDecision, crm, slots={**slots, "hint": "unreadable"})).said == ["utter_confirm_cancel_unclear"]


@pytest.mark.parametrize("text", ["yes", "好的", "cancel it"])
async def test_a_typed_yes_cancels_once(text: str) -> None:
    crm = shop()
    slots = await proposed(crm)
    said = await decide(crm, slots, "affirm", text)
    out = await finish(crm, slots, said)
    assert out.said == ["utter_cancelled", "utter_anything_else"]
    assert (await crm.order("c1", "A1002"))["state"] == "cancelled"
    assert (out.slots["met"], out.slots["pending_change"], out.slots["asking"]) == (True, None, "anything_else")
    assert "apply ch1 m1" in crm.calls


async def test_the_button_of_this_change_confirms_and_that_of_an_older_does_not() -> None:
    crm = shop()
    slots = await proposed(crm)
    assert (await decide(crm, slots, "affirm", "Yes, cancel it", pending_change="ch1")).slots["decision"] is True
    old = await decide(crm, slots, "affirm", "Yes, cancel it", pending_change="ch0")
    assert old.slots.get("decision") is None
    assert old.slots["hint"] == "unreadable"


@pytest.mark.parametrize("intent", ["deny", "cancel_order"])
async def test_a_no_keeps_the_order(intent: str) -> None:
    crm = shop()
    slots = await proposed(crm)
    out = await finish(crm, slots, await decide(crm, slots, intent, "no, don't cancel it"))
    assert out.said == ["utter_order_kept", "utter_anything_else"]
    assert crm.changes["ch1"]["state"] == "dropped"


async def test_another_order_takes_the_place_of_the_first() -> None:
    crm = shop()
    slots = await proposed(crm)
    out = await decide(crm, slots, "deny", "no wait, A1003", order_id="A1003")
    assert (out.slots["order_id"], out.slots["pending_change"], out.slots["decision"]) == ("A1003", "ch2", None)
    assert crm.changes["ch1"]["state"] == "dropped"
    named = await decide(crm, slots, "deny", "不对，我是说显示器")
    assert named.slots["decision"] is False  # there is no such order
    out = await decide(crm, {**slots, **out.slots}, "deny", "no wait, the other one")
    assert (out.slots["order_id"], out.slots["pending_change"]) == ("A1002", "ch3")


@pytest.mark.parametrize(("text", "switches"), [("不对，我是说显示器", True), ("别取消显示器", False), ("no", False)])
async def test_another_article_takes_the_place_of_the_first(text: str, switches: bool) -> None:
    crm = shop()
    crm.orders["A1003"]["items"] = [{"name_en": "Monitor", "name_zh": "显示器", "quantity": 1}]
    slots = await proposed(crm)
    out = await decide(crm, slots, "deny", text)
    assert out.slots.get("order_id") == ("A1003" if switches else None)
    assert out.slots["decision"] is (None if switches else False)


async def test_a_question_is_no_answer() -> None:
    crm = shop()
    slots = await proposed(crm)
    assert (await decide(crm, slots, "order_status", "where is A1003", order_id="A1003")).events == []
    assert (await decide(crm, slots, "greet", "hi")).events == []
    assert crm.changes["ch1"]["state"] == "open"


async def test_doubt_asks_again_and_ends_with_a_person() -> None:
    crm = shop()
    slots = await proposed(crm)
    for count in (1, 2):
        out = await decide(crm, slots, "affirm", "yes but what about my money?")
        assert (out.slots["unreadable"], out.slots.get("decision")) == (count, None)
        slots = {**slots, **out.slots}
    out = await decide(crm, slots, "nlu_fallback", "hm")
    gathered = {"need": "cancel_order", "order_id": "A1002"}
    assert out.effects == [{"kind": "handoff", "reason": "not_understood", "gathered": gathered}]
    assert (await crm.order("c1", "A1002"))["state"] == "paid"


@pytest.mark.parametrize("state", ["shipped", "out_for_delivery", "delivered", "cancelled", "returned", "refunded"])
async def test_what_cannot_be_cancelled_is_explained(state: str) -> None:
    crm = FakeCrm([make_order("A1", state)])
    out = await act(ValidateCancelForm, crm, "cancel_order", slots={"order_id": "A1"}, form="cancel_form")
    assert out.said == [f"utter_not_cancellable_{state}"]
    assert (out.slots["requested_slot"], out.slots["asking"]) == (None, "person")
    assert (await act(FinishCancel, crm, slots={**out.slots})).said == []


async def test_shipped_in_the_meantime() -> None:
    crm = shop()
    slots = await proposed(crm)
    order = crm.orders["A1002"]
    order["state"], order["cancellable"], order["possible"] = "shipped", False, []
    out = await finish(crm, slots, await decide(crm, slots, "affirm", "yes"))
    assert out.said == ["utter_not_cancellable_shipped"]


@pytest.mark.parametrize(("state", "said"), [("expired", "utter_change_expired"), ("dropped", "utter_change_dropped")])
async def test_a_change_that_is_gone_is_offered_again(state: str, said: str) -> None:
    crm = shop()
    slots = await proposed(crm)
    crm.changes["ch1"]["state"] = state
    out = await finish(crm, slots, await decide(crm, slots, "affirm", "yes"))
    assert out.said == [said]
    assert out.values(said)["order_id"] == "A1002"


async def test_away_while_cancelling_admits_that_nobody_knows() -> None:
    crm = shop()
    slots = await proposed(crm)
    said = await decide(crm, slots, "affirm", "yes")
    crm.away = True
    out = await finish(crm, slots, said)
    assert out.said == ["utter_change_uncertain"]
    assert out.values("utter_change_uncertain")["pending_change"] == "ch1"
    assert out.effects[0]["code"] == "crm_unavailable"
    out = await act(Affirm, crm, "affirm", entities={"pending_change": "ch1"}, slots={"focus": "A1002"})
    assert out.said == ["utter_change_uncertain"]
    crm.away = False
    out = await act(Affirm, crm, "affirm", entities={"pending_change": "ch1"}, slots={"focus": "A1002"})
    assert out.said == ["utter_cancelled", "utter_anything_else"]


async def test_an_old_no_after_the_cancellation_is_told_the_truth() -> None:
    crm = shop()
    slots = await proposed(crm)
    await finish(crm, slots, await decide(crm, slots, "affirm", "yes"))
    out = await act(Deny, crm, "deny", entities={"pending_change": "ch1"})
    assert out.said == ["utter_already_cancelled"]
    assert out.slots["closing"] is False


async def test_never_mind_drops_the_change() -> None:
    crm = shop()
    slots = await proposed(crm)
    out = await act(Nevermind, crm, "nevermind", slots=slots, form="cancel_form")
    assert out.said == ["utter_order_kept", "utter_anything_else"]
    assert out.left_form
    assert crm.changes["ch1"]["state"] == "dropped"


@pytest.mark.parametrize("text", ["还是取消吧", "那就取消", "ok cancel it then"])
async def test_an_order_kept_is_cancelled_after_all(text: str) -> None:
    crm = shop()
    slots = await proposed(crm)
    kept = await finish(crm, slots, await decide(crm, slots, "deny", "no"))
    out = await act(StartCancel, crm, "cancel_order", text, slots=kept.slots)
    assert out.slots["order_id"] == "A1002"


@pytest.mark.parametrize("text", ["cancel A1002 and A1003", "帮我取消A1002和A1003"])
async def test_of_several_orders_the_first_is_begun_with_and_that_is_said(text: str) -> None:
    out = await act(StartCancel, shop(), "cancel_order", text, entities={"order_id": ["A1002", "A1003"]})
    assert (out.said, out.slots["order_id"]) == (["utter_one_at_a_time_from"], "A1002")
    corrected = {"order_id": ["A1002", "A1003"]}
    out = await act(StartCancel, shop(), "cancel_order", "cancel A1002, no, A1003", entities=corrected)
    assert (out.said, out.slots["order_id"]) == ([], "A1003")


@pytest.mark.parametrize("text", ["cancel both", "都取消"])
async def test_both_go_one_after_the_other(text: str) -> None:
    out = await act(StartCancel, shop(), "cancel_order", text, slots={"focus": "A1002"})
    assert (out.slots["order_id"], out.slots["hint"]) == (None, "one_at_a_time")
    asked = await act(AskOrder, shop(), slots={**out.slots}, form="cancel_form")
    assert asked.said == ["utter_one_at_a_time", "utter_ask_order_which_cancel_order"]
    single = FakeCrm([make_order("A1001", "shipped"), make_order("A1002")])
    assert (await act(StartCancel, single, "cancel_order", text)).slots["order_id"] == "A1002"


@pytest.mark.parametrize("text", ["cancel both", "都取消"])
async def test_both_is_no_answer_about_one(text: str) -> None:
    crm = shop()
    slots = await proposed(crm)
    out = await decide(crm, slots, "cancel_order", text)
    assert (out.slots["hint"], out.slots.get("decision"), out.slots.get("unreadable")) == ("one_at_a_time", None, None)
    asked = await act(AskDecision, crm, slots={**slots, **out.slots})
    assert asked.said == ["utter_one_at_a_time", "utter_confirm_cancel_again"]
