"""Reads the store directly for a verdict."""

import asyncio
import time

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.rig.verdict import UNDONE, Ledger, StoredEntry, StoredMessage
from crm_backend.conversations.models import Message, OutboxEntry, Turn
from crm_backend.handoff.models import Handoff
from crm_backend.kit.db import Database
from crm_backend.orders.models import Order, PendingChange


async def at_rest(database: Database, patience: float) -> float:
    """Wait until the outbox owes nothing, `patience` seconds at most; the seconds that it took."""
    begun = time.monotonic()
    query = select(func.count()).select_from(OutboxEntry).where(OutboxEntry.state.in_(UNDONE))
    while time.monotonic() - begun < patience:
        async with database.reading() as session:
            if not await session.scalar(query):
                break
        await asyncio.sleep(0.2)
    return time.monotonic() - begun


async def read(database: Database) -> Ledger:
    """Everything that a verdict needs."""
    async with database.reading() as session:
        handoffs = (await session.execute(select(Handoff.conversation_id, Handoff.reason))).all()
        return Ledger(
            messages=await _messages(session),
            entries=await _entries(session),
            done_turns=(await session.scalars(select(Turn.entry_id).where(Turn.state == "done"))).all(),
            handed_over=frozenset(conversation for conversation, _ in handoffs),
            given_up=frozenset(conversation for conversation, reason in handoffs if reason == "assistant_failed"),
            cancellations=(await session.scalars(_applied())).all(),
            cancelled=frozenset((await session.scalars(_cancelled())).all()),
        )


async def _messages(session: AsyncSession) -> list[StoredMessage]:
    return [
        StoredMessage(m.id, m.conversation_id, m.seq, m.sender, m.client_message_id, m.moved_to is not None)
        for m in (await session.scalars(select(Message))).all()
    ]


async def _entries(session: AsyncSession) -> list[StoredEntry]:
    return [
        StoredEntry(e.id, e.conversation_id, e.message_id, e.state)
        for e in (await session.scalars(select(OutboxEntry))).all()
    ]


def _applied() -> Select[str]:
    changes = select(Order.external_id).join(PendingChange, PendingChange.order_id == Order.id)
    return changes.where(PendingChange.state == "applied")


def _cancelled() -> Select[str]:
    return select(Order.external_id).where(Order.state == "cancelled")
