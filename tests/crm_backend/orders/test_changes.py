import asyncio

import pytest

from crm_backend.errors import Conflict, Forbidden, NotFound
from crm_backend.orders.schemas import AppliedChangeView, OrderFields, OrderRecord, OrderView, PendingChangeView
from crm_backend.settings import Settings
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.orders.conftest import Shop


async def propose(shop: Shop, conversation: str, order: str = "A1001", message: str = "m1") -> PendingChangeView:
    async with shop.database.transaction() as session:
        return await shop.orders.propose(session, conversation, order, "cancel_order", message)


async def apply(shop: Shop, conversation: str, change: str, message: str = "m2") -> AppliedChangeView:
    async with shop.database.transaction() as session:
        return await shop.orders.apply(session, conversation, change, message)


async def drop(shop: Shop, conversation: str, change: str) -> None:
    async with shop.database.transaction() as session:
        await shop.orders.drop(session, conversation, change)


async def find(shop: Shop, conversation: str, order: str = "A1001") -> OrderView:
    async with shop.database.reading() as session:
        return await shop.orders.find(session, conversation, order)


@pytest.fixture
async def chat(shop: Shop) -> str:
    """A conversation of Li Wei, who has A1001 and A1002."""
    await shop.add_order("A1001")
    await shop.add_order("A1002")
    return await shop.conversation("li-wei")


async def test_a_cancel_is_shown_first_and_made_once_confirmed(
    shop: Shop, chat: str, clock: SetClock, settings: Settings
) -> None:
    change = await propose(shop, chat)
    assert change.order.state == "paid"
    assert (change.expires_at - clock()).total_seconds() == settings.pending_change_lifetime
    assert (await find(shop, chat)).state == "paid"
    applied = await apply(shop, chat, change.id)
    assert (applied.id, applied.state, applied.order.state) == (change.id, "applied", "cancelled")
    assert applied.order.cancelled_at == clock()
    assert not (await find(shop, chat)).cancellable


async def test_the_same_message_gets_the_same_change(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat)
    assert (await propose(shop, chat)).id == change.id
    assert (await propose(shop, chat, message="m1b")).id != change.id


async def test_a_newer_change_drops_the_older(shop: Shop, chat: str) -> None:
    older = await propose(shop, chat)
    newer = await propose(shop, chat, "A1002", "m1b")
    with pytest.raises(Conflict, match=r"orders\.change_dropped"):
        await apply(shop, chat, older.id)
    assert (await apply(shop, chat, newer.id)).order.order_id == "A1002"
    assert (await find(shop, chat)).state == "paid"


async def test_applying_again_is_answered_as_applied(shop: Shop, chat: str, clock: SetClock) -> None:
    change = await propose(shop, chat)
    first = await apply(shop, chat, change.id)
    clock.advance(10_000)
    assert await apply(shop, chat, change.id) == first
    assert await apply(shop, chat, change.id, "another message") == first


async def test_one_message_confirms_one_change(shop: Shop, chat: str) -> None:
    await apply(shop, chat, (await propose(shop, chat)).id, "m2")
    other = await propose(shop, chat, "A1002", "m3")
    with pytest.raises(Conflict, match=r"orders\.message_used"):
        await apply(shop, chat, other.id, "m2")


async def test_two_at_once_cancel_once(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat)
    applied = await asyncio.gather(*(apply(shop, chat, change.id, f"m{number}") for number in range(2, 6)))
    assert {answer.order.cancelled_at for answer in applied} == {applied[0].order.cancelled_at}


async def test_two_conversations_at_once_cancel_once(shop: Shop, chat: str) -> None:
    other = await shop.conversation("li-wei")
    changes = [(chat, await propose(shop, chat)), (other, await propose(shop, other, message="n1"))]
    answers = await asyncio.gather(
        *(apply(shop, where, change.id, f"{where}-yes") for where, change in changes), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["AppliedChangeView", "Conflict"]


async def test_a_late_confirmation_changes_nothing(shop: Shop, chat: str, clock: SetClock, settings: Settings) -> None:
    change = await propose(shop, chat)
    clock.advance(settings.pending_change_lifetime)
    with pytest.raises(Conflict, match=r"orders\.change_expired"):
        await apply(shop, chat, change.id)
    assert (await find(shop, chat)).state == "paid"


async def test_an_order_that_left_meanwhile_stays(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat)
    async with shop.database.transaction() as session:
        await shop.orders.store_orders(session, [OrderRecord("A1001", OrderFields(state="shipped"))])
    with pytest.raises(Conflict) as refused:
        await apply(shop, chat, change.id)
    assert (refused.value.code, refused.value.params) == (
        "orders.not_possible",
        {"operation": "cancel_order", "state": "shipped", "reason": "state"},
    )


@pytest.mark.parametrize("state", ["shipped", "out_for_delivery", "delivered", "cancelled", "returned", "refunded"])
async def test_what_has_left_is_not_proposed(shop: Shop, state: str) -> None:
    await shop.add_order("A1001", state=state)
    with pytest.raises(Conflict, match=r"orders\.not_possible"):
        await propose(shop, await shop.conversation("li-wei"))


async def test_a_dropped_change_stays_dropped(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat)
    await drop(shop, chat, change.id)
    await drop(shop, chat, change.id)
    with pytest.raises(Conflict, match=r"orders\.change_dropped"):
        await apply(shop, chat, change.id)


async def test_an_applied_change_is_not_dropped(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat)
    await apply(shop, chat, change.id)
    with pytest.raises(Conflict, match=r"orders\.change_applied"):
        await drop(shop, chat, change.id)


async def test_changes_belong_to_their_conversation_and_need_access(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat)
    stranger = await shop.conversation()
    with pytest.raises(NotFound, match=r"orders\.change_not_found"):
        await apply(shop, stranger, change.id)
    for order in ("A1001", "A9999"):
        with pytest.raises(Forbidden, match=r"orders\.proof_needed"):
            await propose(shop, stranger, order)


async def test_an_order_that_became_another_customers_is_not_cancelled(shop: Shop, chat: str) -> None:
    change = await propose(shop, chat)
    await shop.add_order("A1001", "emma")
    with pytest.raises(NotFound, match=r"orders\.not_found"):
        await apply(shop, chat, change.id)
