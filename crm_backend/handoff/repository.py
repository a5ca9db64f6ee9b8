"""SQL of handoffs."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.handoff.models import Handoff


async def open_handoff(session: AsyncSession, conversation_id: str) -> Handoff | None:
    query = select(Handoff).where(Handoff.conversation_id == conversation_id, Handoff.ended_at.is_(None))
    return await session.scalar(query.order_by(Handoff.requested_at.desc()).limit(1))


async def of_conversation(session: AsyncSession, conversation_id: str) -> Sequence[Handoff]:
    query = select(Handoff).where(Handoff.conversation_id == conversation_id).order_by(Handoff.requested_at)
    return (await session.scalars(query)).all()


async def held_by(session: AsyncSession, agent_id: str) -> Sequence[Handoff]:
    query = select(Handoff).where(
        Handoff.agent_id == agent_id, Handoff.accepted_at.is_not(None), Handoff.ended_at.is_(None)
    )
    return (await session.scalars(query)).all()
