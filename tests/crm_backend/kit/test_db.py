import asyncio
from contextlib import nullcontext

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm_backend.customers.models import Customer
from crm_backend.errors import Invalid
from crm_backend.kit.db import Database, after_commit
from tests.crm_backend.conftest import SetClock


def customer(clock: SetClock, name: str) -> Customer:
    return Customer(name=name, created_at=clock(), updated_at=clock())


async def test_concurrent_read_modify_write_loses_nothing(database: Database, clock: SetClock) -> None:
    async with database.transaction() as session:
        session.add(Customer(id="c", name="0", created_at=clock(), updated_at=clock()))

    async def increase() -> None:
        async with database.transaction() as session:
            row = await session.get_one(Customer, "c", with_for_update=True)
            await asyncio.sleep(0)
            row.name = str(int(row.name or "0") + 1)

    await asyncio.gather(*(increase() for _ in range(20)))
    async with database.reading() as session:
        assert (await session.get_one(Customer, "c")).name == "20"


async def test_what_raises_is_rolled_back_and_its_after_commit_never_runs(database: Database, clock: SetClock) -> None:
    ran: list[str] = []

    async def note() -> None:
        ran.append("ran")

    async def fails() -> None:
        async with database.transaction() as session:
            session.add(customer(clock, "gone"))
            after_commit(session, note)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    async with database.transaction() as session:
        session.add(customer(clock, "kept"))
        after_commit(session, note)
        assert ran == []
    async with database.reading() as session:
        assert list(await session.scalars(select(Customer.name))) == ["kept"]
    assert ran == ["ran"]


async def test_reading_changes_nothing(database: Database, clock: SetClock) -> None:
    async with database.reading() as session:
        session.add(customer(clock, "never"))
        await session.flush()
    async with database.reading() as session:
        assert list(await session.scalars(select(Customer.name))) == []


async def test_times_come_back_aware_and_in_utc(database: Database, clock: SetClock) -> None:
    async with database.transaction() as session:
        session.add(customer(clock, "now"))
    async with database.reading() as session:
        stored = await session.scalar(select(Customer.created_at))
    assert stored == clock()
    assert stored.tzinfo is not None


async def test_an_error_of_the_store_never_says_what_was_to_be_stored(database: Database, clock: SetClock) -> None:
    async def twice() -> None:
        async with database.transaction() as session:
            session.add(Customer(id="c", name="my secret words", created_at=clock(), updated_at=clock()))

    await twice()
    with pytest.raises(IntegrityError) as caught:
        await twice()
    assert "secret" not in str(caught.value)


async def test_characters_that_a_store_does_not_take_are_the_senders_error(database: Database) -> None:
    refused = nullcontext() if database.sqlite else pytest.raises(Invalid, match=r"web\.unreadable")
    with refused:
        async with database.transaction() as session:
            assert await session.scalar(select(Customer).where(Customer.name == "a\0b")) is None
    with refused:
        async with database.reading() as session:
            assert await session.get(Customer, "a\0b") is None
