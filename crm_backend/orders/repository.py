"""SQL of orders: look-ups, proofs and pending changes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.orders.models import AppliedOperation, Order, OrderAccess, PendingChange, WrongProof
from crm_backend.orders.rules import DROPPED, EXPIRED, OPEN, Asked, WrongTry


async def serialise(session: AsyncSession, what: str) -> None:
    """One transaction at a time for `what`, until this one ends. On SQLite every writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))


async def order_by_key(session: AsyncSession, key: str) -> Order | None:
    return (await session.scalars(select(Order).where(Order.key == key))).one_or_none()


async def order(session: AsyncSession, order_id: str, *, lock: bool = False) -> Order:
    """The order, read anew, its row locked if wished."""
    found = select(Order).where(Order.id == order_id).execution_options(populate_existing=True)
    return (await session.scalars(found.with_for_update() if lock else found)).one()


async def is_proven(session: AsyncSession, conversation_id: str, order_id: str) -> bool:
    return await session.get(OrderAccess, (conversation_id, order_id)) is not None


async def visible(session: AsyncSession, conversation_id: str, owner_id: str | None, limit: int) -> Sequence[Order]:
    """Orders of the owner, and those proven in the conversation, newest first."""
    proven = select(OrderAccess.order_id).where(OrderAccess.conversation_id == conversation_id)
    may_see: ColumnElement[bool] = Order.id.in_(proven)
    if owner_id is not None:
        may_see = or_(may_see, Order.customer_id == owner_id)
    newest = select(Order).where(may_see).order_by(Order.placed_at.desc(), Order.id.desc()).limit(limit)
    return (await session.scalars(newest)).all()


async def grant(session: AsyncSession, conversation_id: str, order_id: str, now: datetime) -> None:
    session.add(OrderAccess(conversation_id=conversation_id, order_id=order_id, granted_at=now))
    await session.flush()


async def wrong_tries(session: AsyncSession, asked: Asked, since: datetime) -> list[WrongTry]:
    concerned = or_(
        WrongProof.order_key == asked.order_key,
        WrongProof.conversation_id == asked.conversation_id,
        WrongProof.address == asked.address,
    )
    rows = await session.scalars(select(WrongProof).where(concerned, WrongProof.tried_at > since))
    return [WrongTry(row.order_key, row.conversation_id, row.address, row.tried_at) for row in rows]


async def is_counted(session: AsyncSession, asked: Asked, message_id: str) -> bool:
    counted = select(WrongProof.id).where(
        WrongProof.conversation_id == asked.conversation_id,
        WrongProof.order_key == asked.order_key,
        WrongProof.message_id == message_id,
    )
    return (await session.scalars(counted.limit(1))).first() is not None


async def count_wrong(session: AsyncSession, asked: Asked, message_id: str, now: datetime) -> None:
    session.add(
        WrongProof(
            order_key=asked.order_key,
            address=asked.address,
            conversation_id=asked.conversation_id,
            message_id=message_id,
            tried_at=now,
        )
    )
    await session.flush()


async def forget_tries(session: AsyncSession, before: datetime) -> None:
    """Delete the tries that no longer count, with the addresses they hold."""
    await session.execute(delete(WrongProof).where(WrongProof.tried_at <= before))


async def change(session: AsyncSession, conversation_id: str, change_id: str) -> PendingChange | None:
    """The conversation's pending change, its row locked."""
    found = select(PendingChange).where(PendingChange.id == change_id, PendingChange.conversation_id == conversation_id)
    return (await session.scalars(found.with_for_update().execution_options(populate_existing=True))).one_or_none()


async def drop_open(session: AsyncSession, conversation_id: str, now: datetime) -> None:
    ended = case((PendingChange.expires_at <= now, EXPIRED), else_=DROPPED)
    still_open = (PendingChange.conversation_id == conversation_id, PendingChange.state == OPEN)
    await session.execute(update(PendingChange).where(*still_open).values(state=ended, ended_at=now))


async def operation(session: AsyncSession, message_id: str, name: str) -> AppliedOperation | None:
    return await session.get(AppliedOperation, (message_id, name))


async def remember(session: AsyncSession, message_id: str, name: str, change_id: str, now: datetime) -> None:
    result = {"change_id": change_id}
    session.add(AppliedOperation(message_id=message_id, operation=name, result=result, applied_at=now))
    await session.flush()
