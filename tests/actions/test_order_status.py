from typing import Any

import pytest

from actions.forms import AskOrder, AskProof
from actions.order_status import OrderStatusAside, StartOrderStatus, TellOrderStatus, ValidateOrderStatusForm
from tests.actions.fake_crm import FakeCrm, make_order
from tests.actions.scene import act

FORM: dict[str, Any] = {"form": "order_status_form"}


def shop(**other: Any) -> FakeCrm:
    return FakeCrm([make_order("A1001", "shipped"), make_order("A1002")], **other)


async def test_the_order_named_is_meant() -> None:
    out = await act(StartOrderStatus, shop(), "order_status", "where is A1002", entities={"order_id": "A1002"})
    assert (out.slots["order_id"], out.slots["need"], out.slots["met"]) == ("A1002", "order_status", False)


async def test_the_only_order_needs_no_question() -> None:
    crm = FakeCrm([make_order("A1001")])
    assert (await act(StartOrderStatus, crm, "order_status", "where is my order")).slots["order_id"] == "A1001"
    out = await act(StartOrderStatus, crm, "order_status", "where is my order", verified=False)
    assert out.slots["order_id"] is None


@pytest.mark.parametrize(
    ("text", "expected"), [("where is it now", "A1002"), ("and the other one?", "A1001"), ("check an order", None)]
)
async def test_the_order_talked_about_is_meant_by_it(text: str, expected: str | None) -> None:
    out = await act(StartOrderStatus, shop(), "order_status", text, slots={"focus": "A1002"})
    assert out.slots["order_id"] == expected


async def test_away_at_the_start_is_told_once_and_ends_the_form() -> None:
    crm = shop()
    crm.away = True
    out = await act(StartOrderStatus, crm, "order_status", "where is my order")
    assert out.said == ["utter_service_unavailable"]
    assert out.effects == [{"kind": "problem", "code": "crm_unavailable", "detail": "crm_unavailable"}]
    then = await act(ValidateOrderStatusForm, crm, "order_status", slots={"hint": out.slots["hint"]}, **FORM)
    assert then.said == []
    assert then.slots["requested_slot"] is None


async def test_a_known_order_fills_the_form() -> None:
    out = await act(ValidateOrderStatusForm, shop(), slots={"order_id": "a-1001"}, **FORM)
    assert (out.slots["order_id"], out.slots["proof"], out.slots["requested_slot"]) == ("A1001", "seen", None)


async def test_an_order_of_nobody_is_asked_again() -> None:
    out = await act(ValidateOrderStatusForm, shop(), slots={"order_id": "A9"}, **FORM)
    assert (out.slots["order_id"], out.slots["hint"], out.slots["hint_value"]) == (None, "not_found", "A9")
    asked = await act(AskOrder, shop(), slots={"hint": "not_found", "hint_value": "A9"}, **FORM)
    assert asked.values("utter_order_not_found")["asked"] == "A9"


async def test_a_visitor_is_asked_for_proof() -> None:
    crm = shop(verified=False)
    out = await act(ValidateOrderStatusForm, crm, slots={"order_id": "A1001"}, verified=False, **FORM)
    assert (out.slots["order_id"], out.slots["proof"]) == ("A1001", None)
    assert "requested_slot" not in out.slots
    assert (await act(AskProof, crm, slots={"order_id": "A1001"})).said == ["utter_ask_proof"]


async def test_recent_orders_are_offered_as_buttons() -> None:
    out = await act(AskOrder, shop(), slots={"need": "order_status"}, language="zh", **FORM)
    buttons = out.values("utter_ask_order_which_order_status")["buttons"]
    assert buttons[0] == {"title": "A1001 · 机械键盘 · 已发货", "payload": '/inform{"order_id": "A1001"}'}
    assert out.slots["offered"] == ["A1001", "A1002"]
    nobody = await act(AskOrder, FakeCrm([]), slots={"need": "order_status"}, **FORM)
    assert nobody.said == ["utter_ask_order_number_order_status"]


@pytest.mark.parametrize(
    ("state", "other", "expected"),
    [
        ("placed", {}, "utter_order_placed"),
        ("paid", {"expected_at": None}, "utter_order_paid_undated"),
        ("shipped", {}, "utter_order_shipped"),
        ("shipped", {"courier": None}, "utter_order_shipped_untracked"),
        ("shipped", {"courier": None, "expected_at": None}, "utter_order_shipped_untracked_undated"),
        ("out_for_delivery", {"expected_at": None}, "utter_order_out_for_delivery"),
        ("delivered", {}, "utter_order_delivered"),
        ("delivered", {"delivered_at": None}, "utter_order_delivered_undated"),
        ("cancelled", {}, "utter_order_cancelled"),
        ("returned", {}, "utter_order_returned"),
        ("refunded", {}, "utter_order_refunded"),
    ],
)
async def test_every_state_has_its_sentence(state: str, other: dict[str, Any], expected: str) -> None:
    crm = FakeCrm([make_order("A1001", state, **other)])
    out = await act(TellOrderStatus, crm, slots={"order_id": "A1001", "proof": "seen"})
    assert out.said == [expected, "utter_anything_else"]
    assert (out.slots["met"], out.slots["focus"], out.slots["asking"]) == (True, "A1001", "anything_else")


async def test_a_late_order_is_admitted_and_a_person_offered() -> None:
    crm = FakeCrm([make_order("A1001", "shipped", expected_at="2026-01-02T10:00:00Z")])
    out = await act(TellOrderStatus, crm, slots={"order_id": "A1001", "proof": "seen"})
    assert out.said == ["utter_order_shipped_undated", "utter_order_late"]
    assert out.values("utter_order_late")["expected"] == "Friday, Jan 2"
    assert out.slots["asking"] == "person"


async def test_a_form_that_ended_without_an_order_says_no_more() -> None:
    assert (await act(TellOrderStatus, shop())).said == []


@pytest.mark.parametrize(
    ("crm", "order_id", "said"),
    [
        (shop(), "A1001", ["utter_order_shipped"]),
        (shop(), "A9", ["utter_no_such_order"]),
        (shop(verified=False), "A1001", ["utter_one_after_the_other"]),
        (shop(), None, ["utter_name_the_order"]),
    ],
)
async def test_a_question_in_a_cancellation_is_answered(crm: FakeCrm, order_id: str | None, said: list[str]) -> None:
    entities = {"order_id": order_id} if order_id else {}
    out = await act(OrderStatusAside, crm, "order_status", entities=entities, form="cancel_form")
    assert out.said == said
    assert not out.left_form
    crm.away = True
    if order_id:
        out = await act(OrderStatusAside, crm, "order_status", entities=entities, form="cancel_form")
        assert out.said == ["utter_service_unavailable"]
        assert not out.left_form


@pytest.mark.parametrize("text", ["my parcel never arrived", "I did not get it", "我没收到货", "还没到啊"])
async def test_delivered_but_not_received_is_a_matter_for_a_person(text: str) -> None:
    crm, told = FakeCrm([make_order("A1001", "delivered")]), {"order_id": "A1001", "proof": "seen"}
    out = await act(TellOrderStatus, crm, "order_status", text, slots=told)
    assert out.said == ["utter_order_not_received"]
    assert (out.slots["asking"], out.slots["met"]) == ("person", False)


@pytest.mark.parametrize("text", ["so is it cancelled?", "取消成功了吗", "was my order cancelled"])
async def test_whether_it_is_cancelled_is_told_by_its_state(text: str) -> None:
    out = await act(StartOrderStatus, shop(), "order_status", text, slots={"focus": "A1002"})
    assert out.slots["order_id"] == "A1002"
    asking = {"order_id": "A1002", "pending_change": "ch1"}
    out = await act(OrderStatusAside, shop(), "order_status", text, slots=asking, form="cancel_form")
    assert out.said == ["utter_not_cancelled_yet"]
    assert out.values("utter_not_cancelled_yet")["state"] == "paid"


@pytest.mark.parametrize("text", ["what did i order", "do I have other orders", "我有哪些订单"])
async def test_all_orders_are_listed(text: str) -> None:
    out = await act(StartOrderStatus, shop(), "order_status", text, slots={"focus": "A1002"})
    assert (out.slots["order_id"], out.slots["hint"]) == (None, "list")
    asked = await act(AskOrder, shop(), slots=out.slots, **FORM)
    assert (asked.said, asked.slots["met"]) == (["utter_ask_order_from_list"], True)
    assert len(asked.values("utter_ask_order_from_list")["buttons"]) == 2
    nobody = await act(AskOrder, FakeCrm([], verified=False), slots=out.slots, **FORM)
    assert nobody.said == ["utter_ask_order_number_order_status"]


async def test_a_contact_alone_leads_to_no_order() -> None:
    phone = {"contact": "13800138000"}
    out = await act(StartOrderStatus, shop(verified=False), "inform", "13800138000", entities=phone, verified=False)
    assert out.slots["hint"] == "contact_alone"


@pytest.mark.parametrize(
    ("courier", "language", "expected"),
    [("京东物流", "zh", "京东物流"), ("SF Express", "zh", " SF Express "), ("SF Express", "en", "SF Express")],
)
async def test_the_courier_stands_in_chinese_without_spaces(courier: str, language: str, expected: str) -> None:
    crm = FakeCrm([make_order("A1001", "shipped", courier=courier)])
    out = await act(TellOrderStatus, crm, slots={"order_id": "A1001", "proof": "seen"}, language=language)
    assert out.values("utter_order_shipped")["courier"] == expected
