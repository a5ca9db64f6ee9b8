"""One trip for each statement answers the same as SQLAlchemy's own adapter."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from crm_backend.kit.sqlite import driver

WORDS = Table("words", MetaData(), Column("id", Integer, primary_key=True), Column("word", String, unique=True))


@pytest.fixture(params=["one trip", "SQLAlchemy's"])
async def engine(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[AsyncEngine]:
    module = {"module": driver()} if request.param == "one trip" else {}
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/words.sqlite3", **module)
    async with engine.begin() as connection:
        await connection.run_sync(WORDS.metadata.create_all)
    yield engine
    await engine.dispose()


async def test_rows_counts_and_new_keys(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        first = await connection.execute(insert(WORDS).values(word="一"))
        await connection.execute(insert(WORDS), [{"word": "two"}, {"word": "three"}])
        changed = await connection.execute(update(WORDS).where(WORDS.c.id > 1).values(word=WORDS.c.word + "!"))
        found = await connection.execute(select(WORDS).order_by(WORDS.c.id))
        assert (first.inserted_primary_key, changed.rowcount) == ((1,), 2)
        assert list(found.keys()) == ["id", "word"]
        assert found.all() == [(1, "一"), (2, "two!"), (3, "three!")]
        assert (await connection.execute(select(WORDS).where(WORDS.c.id == 9))).first() is None


async def test_errors_are_the_same(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(WORDS).values(word="one"))
        with pytest.raises(IntegrityError):
            await connection.execute(insert(WORDS).values(word="one"))
        with pytest.raises(OperationalError):
            await connection.exec_driver_sql("SELECT * FROM nothing")
        assert await connection.scalar(select(WORDS.c.word)) == "one"


async def test_what_is_rolled_back_is_gone(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(insert(WORDS).values(word="one"))
        await connection.rollback()
        assert (await connection.execute(select(WORDS))).all() == []


async def test_readers_side_by_side(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(WORDS), [{"word": str(number)} for number in range(50)])

    async def read(number: int) -> str | None:
        async with engine.connect() as connection:
            return await connection.scalar(select(WORDS.c.word).where(WORDS.c.word == str(number)))

    assert await asyncio.gather(*map(read, range(50))) == [str(number) for number in range(50)]
