"""SQL of CSAT surveys."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.satisfaction.models import CsatSurvey


async def of_conversation(session: AsyncSession, conversation_id: str) -> CsatSurvey | None:
    return await session.scalar(select(CsatSurvey).where(CsatSurvey.conversation_id == conversation_id))


async def of_conversations(session: AsyncSession, conversation_ids: Sequence[str]) -> Sequence[CsatSurvey]:
    query = select(CsatSurvey).where(CsatSurvey.conversation_id.in_(conversation_ids))
    return (await session.scalars(query)).all()


async def expire(session: AsyncSession, now: datetime) -> int:
    query = update(CsatSurvey).where(CsatSurvey.state == "asked", CsatSurvey.expires_at <= now)
    result = await session.execute(query.values(state="expired").returning(CsatSurvey.id))
    return len(result.all())
