import json
import time
from collections import Counter
from datetime import timedelta

import phonenumbers
import pytest
from sqlalchemy import select

from crm_backend.customers.models import Customer
from crm_backend.demo import business
from crm_backend.demo.service import DemoService
from crm_backend.orders.models import Order, Product
from crm_backend.orders.possible import BEFORE_SENT
from crm_backend.orders.rules import STATES
from crm_backend.settings import Settings
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.loading.conftest import Warehouse


@pytest.fixture
def demo(warehouse: Warehouse, settings: Settings, clock: SetClock) -> DemoService:
    shop = warehouse.shop
    return DemoService(settings, clock, shop.events, warehouse.loading, shop.customers, shop.orders)


async def fill(warehouse: Warehouse, demo: DemoService) -> bool:
    async with warehouse.shop.database.transaction() as session:
        return await demo.fill(session)


async def test_the_business_is_large_enough_and_quick_to_fill(warehouse: Warehouse, demo: DemoService) -> None:
    started = time.perf_counter()
    assert await fill(warehouse, demo)
    assert time.perf_counter() - started < 3
    async with warehouse.shop.database.reading() as session:
        customers = list(await session.scalars(select(Customer)))
        orders = list(await session.scalars(select(Order)))
        products = list(await session.scalars(select(Product)))
    assert len(customers) >= 200
    assert len({customer.name for customer in customers}) > 200
    assert len({customer.phone for customer in customers}) == len(customers)
    assert {customer.locale for customer in customers} == {"zh", "en"}
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(customer.phone or "")) for customer in customers)
    assert len(products) >= 40
    assert len(orders) >= 600
    assert Counter(order.state for order in orders).keys() == set(STATES)
    assert min(Counter(order.state for order in orders).values()) >= 10


async def test_dates_are_plausible(warehouse: Warehouse, demo: DemoService, clock: SetClock) -> None:
    await fill(warehouse, demo)
    async with warehouse.shop.database.reading() as session:
        orders = list(await session.scalars(select(Order)))
    for order in orders:
        assert order.placed_at < clock()
        assert (order.delivered_at is not None) == (order.state in ("delivered", "returned", "refunded"))
        assert (order.cancelled_at is not None) == (order.state == "cancelled")
        assert (order.tracking_number is None) == (order.state in BEFORE_SENT or order.state == "cancelled")
        if order.delivered_at is not None:
            assert order.placed_at + timedelta(days=2) < order.delivered_at < clock()
        elif order.state != "cancelled":
            assert order.expected_at is not None
            assert order.expected_at > clock()
        else:
            assert order.cancelled_at is not None
            assert order.placed_at < order.cancelled_at < clock()


async def test_only_an_empty_store_is_filled(warehouse: Warehouse, demo: DemoService) -> None:
    assert await fill(warehouse, demo)
    before = await warehouse.stored()
    assert not await fill(warehouse, demo)
    assert await warehouse.stored() == before


def test_it_is_the_same_every_time_but_for_the_day(clock: SetClock) -> None:
    first = list(business.lines(clock()))
    assert list(business.lines(clock() + timedelta(hours=5))) == first
    timeless = [{key: value for key, value in line.items() if not key.endswith("_at")} for line in first]
    later = business.lines(clock() + timedelta(days=40))
    assert [{key: value for key, value in line.items() if not key.endswith("_at")} for line in later] == timeless


async def test_the_cast_can_be_proven_and_has_something_to_cancel(warehouse: Warehouse, demo: DemoService) -> None:
    async with warehouse.shop.database.reading() as session:
        assert await demo.cast(session) == []
    await fill(warehouse, demo)
    async with warehouse.shop.database.reading() as session:
        cast = await demo.cast(session)
    assert [(person.external_id, person.locale) for person in cast] == [("demo-li-wei", "zh"), ("demo-emma", "en")]
    for person in cast:
        assert any(order.state in BEFORE_SENT for order in person.orders)
        conversation = await warehouse.shop.conversation()
        async with warehouse.shop.database.transaction() as session:
            proven = await warehouse.shop.orders.prove(
                session, conversation, person.order_ids[0].lower(), person.phone, person.external_id
            )
        assert not isinstance(proven, Exception)
        assert proven.order_id == person.order_ids[0]


async def test_reset_puts_everything_back(warehouse: Warehouse, demo: DemoService, clock: SetClock) -> None:
    await fill(warehouse, demo)
    before = await warehouse.stored()
    shop = warehouse.shop
    owner = await shop.conversation("demo-li-wei")
    stranger = await shop.conversation(address="192.0.2.9")
    async with shop.database.transaction() as session:
        change = await shop.orders.propose(session, owner, "A1001", "cancel_order", "m1")
        await shop.orders.apply(session, owner, change.id, "m2")
        for number in range(3):
            await shop.orders.prove(session, stranger, "A1002", "13999999999", f"w{number}")
    own = json.dumps({"type": "customer", "id": "mine"})
    await warehouse.load(own)
    async with shop.database.transaction() as session:
        await demo.reset(session)
    after = await warehouse.stored()
    assert after.pop("customers/mine")
    assert after.pop("customers/None")  # the stranger
    assert after == before
    async with shop.database.transaction() as session:
        assert await shop.orders.prove(session, stranger, "A1002", "13800138000", "right")
