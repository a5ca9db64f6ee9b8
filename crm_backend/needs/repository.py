"""SQL of need models, readings and labels."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.needs.models import NeedLabel, NeedModel, NeedReading


async def models(session: AsyncSession, kind: str | None = None, *, active_first: bool = False) -> Sequence[NeedModel]:
    """The newest first."""
    first = [NeedModel.active.desc()] if active_first else []
    query = select(NeedModel).order_by(*first, NeedModel.created_at.desc(), NeedModel.id.desc())
    return (await session.scalars(query.where(NeedModel.kind == kind) if kind else query)).all()


async def active_model(session: AsyncSession, kind: str) -> NeedModel | None:
    query = select(NeedModel).where(NeedModel.kind == kind, NeedModel.active)
    return await session.scalar(query.order_by(NeedModel.created_at.desc()).limit(1))


async def retire(session: AsyncSession, kind: str) -> None:
    await session.execute(update(NeedModel).where(NeedModel.kind == kind).values(active=False))


async def newest_reading(session: AsyncSession, conversation_id: str) -> NeedReading | None:
    """The one that goes furthest: ids of messages are sorted by age, and an old one may be read late."""
    query = select(NeedReading).where(NeedReading.conversation_id == conversation_id)
    return await session.scalar(query.order_by(NeedReading.message_id.desc()).limit(1))


async def labels(session: AsyncSession) -> Sequence[NeedLabel]:
    return (await session.scalars(select(NeedLabel).order_by(NeedLabel.conversation_id))).all()


async def counts_of_labels(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(select(NeedLabel.need, func.count()).group_by(NeedLabel.need))
    return {row[0]: row[1] for row in rows}
