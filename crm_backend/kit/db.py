"""The database: engine, column types, and the only place that commits."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, MetaData, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from crm_backend.errors import Invalid
from crm_backend.kit.sqlite import driver

AfterCommit = Callable[[], Awaitable[None]]
_AFTER_COMMIT = "after_commit"
_NOT_IN_CHARACTER_SET = "22021"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC, also on SQLite, which stores no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a datetime without a zone can't be stored")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[dict[str, Any]]: JSON,
    }


class Database:
    """One engine, read and write transactions, and what runs after a commit.

    On SQLite every writing transaction begins IMMEDIATE (the default loses updates silently), and writers of
    this process queue on a fair lock instead of SQLite's polling.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        quiet = {"hide_parameters": True}  # errors are logged, and parameters are customers' words
        if self.sqlite:
            self.engine = create_async_engine(url, module=driver(), connect_args={"timeout": 15}, **quiet)
            _prepare_sqlite(self.engine)
        else:
            self.engine = create_async_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True, **quiet)
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session that may write: committed when the block ends, rolled back when it raises."""
        with _named_errors():
            async with self._one_writer(), self.engine.connect() as connection:
                await connection.execution_options(rapport_writes=True)
                async with _session(connection) as session:
                    yield session
                    await session.commit()
        for then in session.info.pop(_AFTER_COMMIT, []):
            await then()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads; whatever it changed is rolled back."""
        with _named_errors():
            async with self.engine.connect() as connection, _session(connection) as session:
                yield session

    async def close(self) -> None:
        await self.engine.dispose()

    def _one_writer(self) -> AbstractAsyncContextManager[object]:
        return self._writing if self.sqlite else nullcontext()


def after_commit(session: AsyncSession, then: AfterCommit) -> None:
    """Run `then` once the transaction of `session` is committed, never if it is rolled back."""
    session.info.setdefault(_AFTER_COMMIT, []).append(then)


@contextmanager
def _named_errors() -> Iterator[None]:
    """PostgreSQL keeps no NUL characters: whoever sends one, in whatever field, is told so."""
    try:
        yield
    except DBAPIError as problem:
        if getattr(problem.orig, "sqlstate", None) == _NOT_IN_CHARACTER_SET:
            raise Invalid("web.unreadable") from None
        raise


def _session(connection: AsyncConnection) -> AsyncSession:
    return AsyncSession(bind=connection, expire_on_commit=False, autoflush=True)


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we emit BEGIN ourselves, below
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("rapport_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
