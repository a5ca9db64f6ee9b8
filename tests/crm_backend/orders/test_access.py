from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from crm_backend.errors import Forbidden, Invalid, NotFound, RapportError, TooMany
from crm_backend.kit.db import Database
from crm_backend.orders.schemas import OrderFields, OrderRecord, OrderView
from crm_backend.settings import Settings
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.orders.conftest import EMAIL, PHONE, Shop, make_shop


async def prove(shop: Shop, conversation: str, order: str, contact: str, message: str) -> OrderView:
    """As the route does it: what was counted is committed, then the refusal is raised."""
    async with shop.database.transaction() as session:
        outcome = await shop.orders.prove(session, conversation, order, contact, message)
    if isinstance(outcome, RapportError):
        raise outcome
    return outcome


async def find(shop: Shop, conversation: str, order: str) -> OrderView:
    async with shop.database.reading() as session:
        return await shop.orders.find(session, conversation, order)


async def recent(shop: Shop, conversation: str, limit: int = 5) -> list[str]:
    async with shop.database.reading() as session:
        return [order.order_id for order in await shop.orders.recent(session, conversation, limit)]


async def lock(shop: Shop, order: str) -> None:
    for number in range(3):
        conversation = await shop.conversation(address=f"198.51.100.{number}")
        with pytest.raises((Forbidden, TooMany)):
            await prove(shop, conversation, order, "13999999999", f"{order}-{number}")


async def test_verified_customers_see_their_own_newest_first(shop: Shop, clock: SetClock) -> None:
    for days, number in enumerate(("A1001", "A1002", "A1003")):
        await shop.add_order(number, placed_at=clock() - timedelta(days=days))
    await shop.add_order("B2001", "emma")
    conversation = await shop.conversation("li-wei")
    assert await recent(shop, conversation) == ["A1001", "A1002", "A1003"]
    assert await recent(shop, conversation, 1) == ["A1001"]
    assert (await find(shop, conversation, " #a-1002 ")).order_id == "A1002"


async def test_verified_customers_do_not_learn_whether_others_have_it(shop: Shop) -> None:
    await shop.add_order("B2001", "emma")
    conversation = await shop.conversation("li-wei")
    for order in ("B2001", "B9999"):
        with pytest.raises(NotFound, match=r"orders\.not_found"):
            await find(shop, conversation, order)


async def test_visitors_see_nothing_until_they_prove_it(shop: Shop) -> None:
    await shop.add_order("A1001")
    conversation = await shop.conversation()
    for order in ("A1001", "A9999"):
        with pytest.raises(Forbidden, match=r"orders\.proof_needed"):
            await find(shop, conversation, order)
    assert await recent(shop, conversation) == []
    assert (await prove(shop, conversation, "a1001", "138 0013 8000", "m1")).total == "1299.00"
    assert (await find(shop, conversation, "A1001")).order_id == "A1001"
    assert await recent(shop, conversation) == ["A1001"]
    with pytest.raises(Forbidden):
        await find(shop, await shop.conversation(), "A1001")


@pytest.mark.parametrize("contact", [PHONE, "+86 138-0013-8000", "我的电话是13800138000", "LI.Wei@Example.com", EMAIL])
async def test_the_contact_may_be_written_in_many_ways(shop: Shop, contact: str) -> None:
    await shop.add_order("A1001")
    assert (await prove(shop, await shop.conversation(), "A1001", contact, "m1")).order_id == "A1001"


async def test_wrong_tries_tell_nothing_of_what_exists(shop: Shop) -> None:
    await shop.add_order("A1001")
    for order in ("A1001", "A9999"):
        conversation = await shop.conversation(address=f"203.0.113.{len(order)}")
        answers = []
        for number in range(4):
            with pytest.raises((Forbidden, TooMany)) as refused:
                await prove(shop, conversation, order, "13999999999", f"m{number}")
            answers.append((refused.value.code, refused.value.params.get("tries_left")))
        assert answers == [
            ("orders.proof_wrong", 2),
            ("orders.proof_wrong", 1),
            ("orders.locked", None),
            ("orders.locked", None),
        ]
        with pytest.raises(TooMany, match=r"orders\.locked"):
            await find(shop, conversation, order)


async def test_a_locked_order_stays_locked_in_new_chats_until_the_window_passes(shop: Shop, clock: SetClock) -> None:
    await shop.add_order("A1001")
    await lock(shop, "A1001")
    fresh = await shop.conversation(address="192.0.2.50")
    with pytest.raises(TooMany) as locked:
        await prove(shop, fresh, "A1001", PHONE, "right")
    assert locked.value.params["retry_after"] == 3600
    clock.advance(3600)
    assert (await prove(shop, fresh, "A1001", PHONE, "right")).order_id == "A1001"


async def test_a_verified_owner_and_who_proved_it_before_are_never_locked_out(shop: Shop) -> None:
    await shop.add_order("A1001")
    before = await shop.conversation(address="192.0.2.60")
    await prove(shop, before, "A1001", PHONE, "m1")
    await lock(shop, "A1001")
    owner = await shop.conversation("li-wei")
    assert (await find(shop, owner, "A1001")).order_id == "A1001"
    assert (await prove(shop, owner, "A1001", "nonsense", "m2")).order_id == "A1001"
    assert (await find(shop, before, "A1001")).order_id == "A1001"


async def test_the_same_message_is_one_try(shop: Shop) -> None:
    await shop.add_order("A1001")
    conversation = await shop.conversation()
    for contact in ("13999999999", "13999999999", "13999999998", PHONE):
        with pytest.raises(Forbidden) as refused:
            await prove(shop, conversation, "A1001", contact, "m1")
        assert refused.value.params["tries_left"] == 2


@pytest.mark.parametrize("contact", ["", "I don't know", "A1001", "12", "📱"])
async def test_what_is_no_contact_does_not_count(shop: Shop, contact: str) -> None:
    await shop.add_order("A1001")
    conversation = await shop.conversation()
    for number in range(4):
        with pytest.raises(Invalid, match=r"orders\.contact_unreadable"):
            await prove(shop, conversation, "A1001", contact, f"m{number}")
    assert (await prove(shop, conversation, "A1001", PHONE, "m9")).order_id == "A1001"


async def test_an_address_runs_out_of_tries_over_many_orders(shop: Shop, settings: Settings) -> None:
    await shop.add_order("A1001")
    for number in range(settings.proof_tries_per_address):
        with pytest.raises(RapportError):
            await prove(shop, await shop.conversation(), f"Z{number + 1000}", "13999999999", f"m{number}")
    with pytest.raises(TooMany):
        await prove(shop, await shop.conversation(), "A1001", PHONE, "right")


async def test_an_unreadable_id(shop: Shop) -> None:
    with pytest.raises(Invalid, match=r"orders\.bad_id"):
        await find(shop, await shop.conversation(), "???")


async def test_the_contact_of_the_customer_stands_in_for_a_missing_one(shop: Shop) -> None:
    await shop.add_order("A1001")
    async with shop.database.transaction() as session:
        await shop.orders.store_orders(session, [OrderRecord("A1001", OrderFields(phone=None, email=None))])
    assert (await prove(shop, await shop.conversation(), "A1001", EMAIL, "m1")).order_id == "A1001"


tries = st.lists(
    st.tuples(st.sampled_from(["A1001", "A9999"]), st.integers(0, 2), st.integers(0, 3), st.booleans()), max_size=12
)


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=tries)
async def test_no_order_of_tries_gets_more_than_three(
    database: Database, settings: Settings, clock: SetClock, steps: list[tuple[str, int, int, bool]]
) -> None:
    """Whatever is tried in which conversation, again or anew: at most three different wrong tries for an order."""
    shop = make_shop(database, settings.model_copy(update={"proof_tries_per_conversation": 99}), clock)
    clock.advance(2 * settings.proof_window)
    await shop.add_order("A1001")
    conversations = [await shop.conversation(address=f"192.0.2.{n}") for n in range(3)]
    wrong: dict[str, set[tuple[int, int]]] = {"A1001": set(), "A9999": set()}
    for order, number, message, right in steps:
        try:
            await prove(shop, conversations[number], order, PHONE if right else "13999999999", f"{number}.{message}")
        except Forbidden:
            wrong[order].add((number, message))
            assert len(wrong[order]) < 3
        except TooMany:
            if len(wrong[order]) < 3:
                wrong[order].add((number, message))
            assert len(wrong[order]) == 3
        else:
            assert order == "A1001"
