"""Every operation beside cancelling: shown, confirmed, done once; what moves goods or money is left to staff."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import select

from crm_backend.conversations.models import Message
from crm_backend.errors import Conflict, Forbidden, Invalid, NotFound
from crm_backend.kit.texts import text
from crm_backend.orders.models import Order
from crm_backend.orders.schemas import (
    AppliedChangeView,
    OrderFields,
    OrderRecord,
    OrderRequestView,
    PendingChangeView,
    RequestKind,
)
from crm_backend.replies.schemas import FactContent
from crm_backend.staff.models import Staff
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.orders.conftest import PHONE, Shop

ADDRESS = "北京市海淀区中关村大街1号"
DETAILS: dict[str, dict[str, Any]] = {
    "cancel_order": {},
    "change_address": {"address": ADDRESS},
    "change_items": {"items": [{"name": "Bulb", "quantity": 0}]},
    "change_time": {"wish": "周六上午"},
    "request_return": {"reason": "too bright"},
    "request_exchange": {"wish": "the black one"},
    "request_repair": {"fault": "it flickers"},
}


async def propose(shop: Shop, chat: str, operation: str, message: str = "m1", **details: Any) -> PendingChangeView:
    async with shop.database.transaction() as session:
        given = details or DETAILS[operation]
        return await shop.orders.propose(session, chat, "A1001", operation, message, given)


async def apply(shop: Shop, chat: str, change: str, message: str = "m2") -> AppliedChangeView:
    async with shop.database.transaction() as session:
        return await shop.orders.apply(session, chat, change, message)


async def done(shop: Shop, chat: str, operation: str, **details: Any) -> AppliedChangeView:
    return await apply(shop, chat, (await propose(shop, chat, operation, **details)).id)


async def row(shop: Shop) -> Order:
    async with shop.database.reading() as session:
        return (await session.scalars(select(Order).where(Order.external_id == "A1001"))).one()


async def requests(shop: Shop, chat: str | None = None) -> list[OrderRequestView]:
    async with shop.database.reading() as session:
        return await shop.orders.open_requests(session, chat)


@pytest.fixture
async def chat(shop: Shop) -> str:
    await shop.add_order("A1001")
    return await shop.conversation("li-wei")


@pytest.fixture
async def arrived(shop: Shop, clock: SetClock) -> str:
    await shop.add_order("A1001", state="delivered", delivered_at=clock() - timedelta(days=3))
    return await shop.conversation("li-wei")


async def test_an_address_is_shown_masked_and_changed_once_confirmed(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat, "change_address", address=ADDRESS, recipient="王芳", phone="13900139000")
    assert (change.shown.address_before, change.shown.address) == ("上海市徐汇区****", ADDRESS)
    assert (await row(shop)).address == "上海市徐汇区漕溪北路88号"
    await apply(shop, chat, change.id)
    order = await row(shop)
    assert (order.address, order.recipient, order.recipient_phone) == (ADDRESS, "王芳", "+8613900139000")
    assert order.phone == PHONE  # what proves the order stays
    assert await requests(shop) == []


async def test_a_time_is_kept_in_the_customers_words(shop: Shop, chat: str) -> None:
    assert (await done(shop, chat, "change_time")).order.delivery_wish == "周六上午"


async def test_fewer_articles_on_a_paid_order_leave_the_money_to_staff(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat, "change_items")
    assert (change.shown.total, change.shown.less) == ("1000.00", "299.00")
    applied = await apply(shop, chat, change.id)
    assert (applied.order.total, [item.name_en for item in applied.order.items]) == ("1000.00", ["Desk lamp"])
    (asked,) = await requests(shop, chat)
    assert (asked.kind, asked.order_id, asked.details["amount"]) == ("refund", "A1001", "299.00")


async def test_an_unpaid_order_just_costs_less(shop: Shop) -> None:
    await shop.add_order("A1001", state="placed")
    chat = await shop.conversation("li-wei")
    assert (await propose(shop, chat, "change_items")).shown.less is None
    assert (await done(shop, chat, "change_items")).order.total == "1000.00"
    assert await requests(shop) == []


async def test_cancelling_what_is_paid_leaves_the_money_to_staff(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat, "cancel_order")
    await apply(shop, chat, change.id)
    assert [(asked.kind, asked.details["amount"]) for asked in await requests(shop)] == [("refund", "1299.00")]


async def test_articles_that_changed_meanwhile_are_shown_anew(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat, "change_items")
    async with shop.database.transaction() as session:
        await shop.orders.store_orders(session, [OrderRecord("A1001", OrderFields(total_minor=100000))])
    with pytest.raises(Conflict, match=r"orders\.change_expired"):
        await apply(shop, chat, change.id)


@pytest.mark.parametrize("kind", ["return", "exchange", "repair"])
async def test_a_request_is_made_once_and_moves_nothing(shop: Shop, arrived: str, kind: str) -> None:
    change = await propose(shop, arrived, f"request_{kind}")
    assert await requests(shop) == []
    applied = await apply(shop, arrived, change.id)
    assert await apply(shop, arrived, change.id, "again") == applied
    assert [(asked.kind, asked.state) for asked in applied.order.requests] == [(kind, "open")]
    assert applied.order.state == "delivered"
    (asked,) = await requests(shop)
    assert (asked.conversation_id, asked.details) == (arrived, DETAILS[f"request_{kind}"])
    with pytest.raises(Conflict) as refused:
        await propose(shop, arrived, f"request_{kind}", "m9")
    assert refused.value.params["reason"] == "requested"


async def test_too_late_is_too_late_also_while_it_waits(shop: Shop, arrived: str, clock: SetClock) -> None:
    clock.advance(13 * 86400 - 60)
    change = await propose(shop, arrived, "request_return")
    clock.advance(120)
    with pytest.raises(Conflict) as refused:
        await apply(shop, arrived, change.id)
    assert refused.value.params == {"operation": "request_return", "state": "delivered", "reason": "too_late"}
    assert await requests(shop) == []


async def test_details_are_checked_before_anything_is_shown(shop: Shop, chat: str) -> None:
    with pytest.raises(Invalid, match=r"orders\.details_invalid"):
        await propose(shop, chat, "change_address", address="here")


@pytest.mark.parametrize("operation", DETAILS)
async def test_another_customers_order_is_refused_at_every_turn(shop: Shop, chat: str, operation: str) -> None:
    for stranger, error in ((await shop.conversation(), Forbidden), (await shop.conversation("emma"), NotFound)):
        with pytest.raises(error):
            await propose(shop, stranger, operation)
        assert await requests(shop, stranger) == []


async def test_an_order_that_became_another_customers_keeps_its_address(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat, "change_address")
    await shop.add_order("A1001", "emma")
    with pytest.raises(NotFound, match=r"orders\.not_found"):
        await apply(shop, chat, change.id)
    assert (await row(shop)).address != ADDRESS


async def test_staff_end_a_request_once(shop: Shop, arrived: str, clock: SetClock) -> None:
    async with shop.database.transaction() as session:
        session.add(Staff(id="s1", email="s@shop.example", name="Su", role="agent", created_at=clock()))
    await done(shop, arrived, "request_return")
    (asked,) = await requests(shop)
    async with shop.database.transaction() as session:
        ended = await shop.orders.end_request(session, asked.id, "s1", "done")
        assert (ended.state, ended.ended_at) == ("done", clock())
        with pytest.raises(Conflict, match=r"orders\.request_ended"):
            await shop.orders.end_request(session, asked.id, "s1", "rejected")
        with pytest.raises(NotFound, match=r"orders\.request_not_found"):
            await shop.orders.end_request(session, "nothing", "s1", "done")
        await shop.orders.end_request(session, asked.id, "s1", "done")
    assert await requests(shop) == []
    async with shop.database.reading() as session:
        query = select(Message.text).where(Message.conversation_id == arrived, Message.sender == "system")
        told = list(await session.scalars(query))
    assert told == ["您订单 A1001 的退货已经处理好了。如果还有问题，直接在这里留言就行。"]  # once


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_end_of_a_request_has_a_sentence(language: str) -> None:
    kinds, ends = get_args(RequestKind), ("done", "rejected")
    sentences = {text(f"orders.told_{end}_{kind}", language, order="A1001") for kind in kinds for end in ends}
    assert len(sentences) == len(kinds) * len(ends)
    assert all("A1001" in sentence for sentence in sentences)


async def test_the_demo_is_put_back_as_if_nobody_had_asked(shop: Shop, chat: str) -> None:
    await done(shop, chat, "change_time")
    change = await propose(shop, chat, "change_items", "m5")
    await apply(shop, chat, change.id, "m6")
    async with shop.database.transaction() as session:
        await shop.orders.forget_proofs(session, ["A1001"])
    assert (await row(shop)).delivery_wish is None
    assert await requests(shop) == []


async def test_what_customers_are_told_is_what_orders_are_judged_by(shop: Shop, clock: SetClock) -> None:
    await shop.add_order("A1001", state="delivered", delivered_at=clock() - timedelta(days=20))
    chat = await shop.conversation("li-wei")
    with pytest.raises(Conflict, match=r"orders\.not_possible"):
        await propose(shop, chat, "request_return")
    async with shop.database.transaction() as session:
        await shop.replies.save_draft(session, "return_days", FactContent(en="30", zh="30"), 0, None)
        await shop.replies.publish(session, "return_days", 1, None)
    assert (await propose(shop, chat, "request_return")).operation == "request_return"
