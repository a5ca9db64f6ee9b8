"""A real database for every test, and a clock that the test sets.

RAPPORT_TEST_POSTGRES=postgresql://…/postgres runs each test that asks for `database` on PostgreSQL too,
in a database of its own that is made for the test run.
"""

import asyncio
import importlib
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from crm_backend.kit.db import Base, Database
from crm_backend.settings import Settings
from tests.crm_backend.ledger import Ledger, make_ledger

DOMAINS = ("conversations", "customers", "handoff", "needs", "orders", "replies", "satisfaction", "solutions", "staff")
POSTGRES = os.environ.get("RAPPORT_TEST_POSTGRES", "")


class SetClock:
    """A clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database that lives as long as the test run."""
    if not POSTGRES:
        pytest.skip("no PostgreSQL: set RAPPORT_TEST_POSTGRES=postgresql://user@host/postgres")
    name = f"rapport_test_{os.getpid()}"
    _run(f'CREATE DATABASE "{name}"')
    yield POSTGRES.rpartition("/")[0].replace("postgresql://", "postgresql+asyncpg://") + f"/{name}"
    _run(f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(statement: str) -> None:
    """In a thread of its own: the fixture may be asked for inside a test's event loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _execute(statement)).result()


async def _execute(statement: str) -> None:
    connection = await asyncpg.connect(POSTGRES)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """All tables, empty, on SQLite and on PostgreSQL."""
    for domain in DOMAINS:
        importlib.import_module(f"crm_backend.{domain}.models")
    sqlite = request.param == "sqlite"
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}" if sqlite else request.getfixturevalue("postgres_url")
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    yield database
    await database.close()


@pytest.fixture
async def ledger(settings: Settings, clock: SetClock, database: Database) -> Ledger:
    """Conversations, handoffs and surveys over the test's database, with a fake assistant."""
    return await make_ledger(settings, clock, database)
