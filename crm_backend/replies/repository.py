"""SQL of edited texts."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.replies.models import EditedText, EditedTextVersion


async def version(session: AsyncSession) -> int:
    """How often anything that is said has changed."""
    return int(await session.scalar(select(func.coalesce(func.sum(EditedText.publications), 0))) or 0)


async def texts(session: AsyncSession) -> Sequence[EditedText]:
    return (await session.scalars(select(EditedText))).all()


async def text(session: AsyncSession, name: str) -> EditedText | None:
    found = select(EditedText).where(EditedText.name == name).execution_options(populate_existing=True)
    return (await session.scalars(found)).one_or_none()


async def claim(session: AsyncSession, name: str, base: int) -> EditedText | None:
    """The text at its next revision, its row locked; None if it is at another revision than `base`."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = {"name": name, "revision": 0, "publications": 0, "published": None, "draft": None}
    await session.execute(insert(EditedText).values(new).on_conflict_do_nothing())
    raised = update(EditedText).where(EditedText.name == name, EditedText.revision == base)
    claimed = await session.execute(raised.values(revision=base + 1).returning(EditedText.name))
    return await text(session, name) if claimed.first() else None


async def versions(session: AsyncSession, name: str) -> Sequence[EditedTextVersion]:
    """Newest first."""
    found = select(EditedTextVersion).where(EditedTextVersion.name == name)
    return (await session.scalars(found.order_by(EditedTextVersion.number.desc()))).all()


async def one_version(session: AsyncSession, name: str, number: int) -> EditedTextVersion | None:
    return await session.get(EditedTextVersion, (name, number))


async def published(session: AsyncSession) -> Sequence[EditedTextVersion]:
    """What is said instead of what ships."""
    joined = (EditedText.name == EditedTextVersion.name) & (EditedText.published == EditedTextVersion.number)
    return (await session.scalars(select(EditedTextVersion).join(EditedText, joined))).all()
