"""SQL of CSAT surveys and feedback."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.satisfaction.models import CsatSurvey, Feedback


async def of_conversation(session: AsyncSession, conversation_id: str) -> CsatSurvey | None:
    return await session.scalar(select(CsatSurvey).where(CsatSurvey.conversation_id == conversation_id))


async def of_conversations(session: AsyncSession, conversation_ids: Sequence[str]) -> Sequence[CsatSurvey]:
    query = select(CsatSurvey).where(CsatSurvey.conversation_id.in_(conversation_ids))
    return (await session.scalars(query)).all()


async def expire(session: AsyncSession, now: datetime) -> int:
    query = update(CsatSurvey).where(CsatSurvey.state == "asked", CsatSurvey.expires_at <= now)
    result = await session.execute(query.values(state="expired").returning(CsatSurvey.id))
    return len(result.all())


async def feedback(
    session: AsyncSession, conversation_id: str | None, about: str | None, limit: int, offset: int
) -> Sequence[Feedback]:
    query = select(Feedback).order_by(Feedback.given_at.desc(), Feedback.id).limit(limit).offset(offset)
    if conversation_id is not None:
        query = query.where(Feedback.conversation_id == conversation_id)
    if about is not None:
        query = query.where(Feedback.about == about)
    return (await session.scalars(query)).all()
