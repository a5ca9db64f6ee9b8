"""SQL of the staff domain."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.staff.models import Invitation, LogInTry, Staff, StaffSession


async def by_email(session: AsyncSession, email: str) -> Staff | None:
    return await session.scalar(select(Staff).where(Staff.email == email))


async def all_staff(session: AsyncSession) -> Sequence[Staff]:
    return (await session.scalars(select(Staff).order_by(Staff.name, Staff.id))).all()


async def names(session: AsyncSession, staff_ids: Sequence[str]) -> dict[str, str]:
    rows = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(staff_ids)))
    return {row.id: row.name for row in rows}


async def by_session(session: AsyncSession, token_hash: str, now: datetime) -> Staff | None:
    found = select(Staff).join(StaffSession, StaffSession.staff_id == Staff.id)
    return await session.scalar(
        found.where(StaffSession.token_hash == token_hash, StaffSession.expires_at > now, Staff.disabled_at.is_(None))
    )


async def active_admins(session: AsyncSession) -> set[str]:
    """Ids of the admins who can log in; their rows are locked until the transaction ends."""
    admins = select(Staff.id).where(
        Staff.role == "admin", Staff.disabled_at.is_(None), Staff.password_hash.is_not(None)
    )
    return set(await session.scalars(admins.with_for_update(key_share=True)))  # their messages may go on


async def lock_active(session: AsyncSession, staff_id: str) -> bool:
    """Whether somebody may work here; they can't be disabled until the transaction ends."""
    active = select(Staff.id).where(Staff.id == staff_id, Staff.disabled_at.is_(None))
    return await session.scalar(active.with_for_update(read=True)) is not None


async def end_sessions(session: AsyncSession, staff_id: str, *, but: str | None = None) -> None:
    """End the sessions of somebody, except the one with token hash `but`."""
    ended = delete(StaffSession).where(StaffSession.staff_id == staff_id)
    await session.execute(ended.where(StaffSession.token_hash != but) if but else ended)


async def end_session(session: AsyncSession, token_hash: str) -> None:
    await session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))


async def forget_expired(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    await session.execute(delete(Invitation).where(Invitation.expires_at <= now))


async def invitee(session: AsyncSession, token_hash: str, now: datetime) -> Staff | None:
    """Who a link is for, while it works."""
    found = select(Staff).join(Invitation, Invitation.staff_id == Staff.id)
    return await session.scalar(
        found.where(
            Invitation.token_hash == token_hash,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Staff.disabled_at.is_(None),
        )
    )


async def use_invitation(session: AsyncSession, token_hash: str, now: datetime) -> bool:
    """True for the one who is first."""
    used = update(Invitation).where(Invitation.token_hash == token_hash, Invitation.used_at.is_(None))
    return bool((await session.execute(used.values(used_at=now).returning(Invitation.staff_id))).all())


async def drop_invitations(session: AsyncSession, staff_id: str) -> None:
    await session.execute(delete(Invitation).where(Invitation.staff_id == staff_id, Invitation.used_at.is_(None)))


async def tries_since(session: AsyncSession, key: str, since: datetime) -> tuple[int, datetime | None]:
    """How many, and when the oldest of them was."""
    found = select(func.count(), func.min(LogInTry.tried_at)).where(LogInTry.key == key, LogInTry.tried_at > since)
    count, oldest = (await session.execute(found)).one()
    return count, oldest


async def forget_tries(session: AsyncSession, *, keys: Sequence[str] = (), before: datetime | None = None) -> None:
    """Those of some keys, or those that are too old to count."""
    if keys:
        await session.execute(delete(LogInTry).where(LogInTry.key.in_(keys)))
    if before is not None:
        await session.execute(delete(LogInTry).where(LogInTry.tried_at <= before))


async def has_demo_passwords(session: AsyncSession) -> bool:
    usable = select(Staff.id).where(Staff.demo_password.is_(True), Staff.disabled_at.is_(None)).limit(1)
    return await session.scalar(usable) is not None
