"""Alembic's entry: runs migrations over the async engine that the application uses."""

import asyncio

from alembic import context
from sqlalchemy.engine import Connection

import crm_backend.conversations.models
import crm_backend.customers.models
import crm_backend.handoff.models
import crm_backend.needs.models
import crm_backend.orders.models
import crm_backend.replies.models
import crm_backend.satisfaction.models
import crm_backend.solutions.models
import crm_backend.staff.models  # noqa: F401 - fills the metadata
from crm_backend.kit.db import Base, Database


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=False)
    with context.begin_transaction():
        context.run_migrations()


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        async with database.engine.connect() as connection:
            await connection.execution_options(rapport_writes=True)
            await connection.run_sync(_run)
            await connection.commit()
    finally:
        await database.close()


asyncio.run(_migrate(context.config.attributes["url"]))
