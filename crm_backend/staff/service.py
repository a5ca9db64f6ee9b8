"""Staff: who they are, how they get in, and what they may do.

What hashes a password takes the Database instead of a session: hashing is slow, and no transaction is open meanwhile.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from aiohttp import web
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthorized
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database
from crm_backend.kit.events import Events
from crm_backend.settings import Settings
from crm_backend.staff import repository, rules
from crm_backend.staff.demo import DEMO_ACCOUNTS
from crm_backend.staff.events import StaffDisabled
from crm_backend.staff.models import Invitation, LogInTry, Staff, StaffSession
from crm_backend.staff.passwords import Passwords
from crm_backend.staff.rules import Role
from crm_backend.staff.schemas import Invited, LoggedIn, StaffView


class StaffService:
    """Accounts, log-ins and links of staff."""

    def __init__(self, settings: Settings, clock: Clock, events: Events) -> None:
        self._settings = settings
        self._clock = clock
        self._events = events
        self._passwords = Passwords()
        self._counting = asyncio.Lock()

    # Accounts

    async def create_admin(self, db: Database, *, email: str, name: str, password: str) -> StaffView:
        """The first admin, made on the command line."""
        email, name = _email(email), _name(name)
        rules.check_password(password, email=email, name=name)
        hashed = await self._passwords.hash(password)
        async with db.transaction() as session:
            return _view(await self._add(session, email, name, "admin", password_hash=hashed))

    async def invite(self, session: AsyncSession, *, email: str, name: str, role: Role) -> Invited:
        """A new account without a password, and the link to choose one."""
        person = await self._add(session, _email(email), _name(name), role)
        return await self._link(session, person)

    async def new_password_link(self, session: AsyncSession, staff_id: str) -> Invited:
        """A link to choose another password; it replaces links given before. The old password works until then."""
        person = await self._get(session, staff_id)
        if person.disabled_at is not None:
            raise Conflict("staff.is_disabled")
        return await self._link(session, person)

    async def change_role(self, session: AsyncSession, staff_id: str, role: Role) -> StaffView:
        person = await self._get(session, staff_id)
        if role != "admin":
            rules.check_an_admin_stays(await repository.active_admins(session), staff_id)
        person.role = role
        return _view(person)

    async def disable(self, session: AsyncSession, staff_id: str) -> StaffView:
        """Ends their sessions and links at once."""
        person = await self._get(session, staff_id)
        rules.check_an_admin_stays(await repository.active_admins(session), staff_id)
        if person.disabled_at is None:
            person.disabled_at = self._clock()
            await repository.end_sessions(session, staff_id)
            await repository.drop_invitations(session, staff_id)
            await self._events.publish(session, StaffDisabled(staff_id))
        return _view(person)

    async def enable(self, session: AsyncSession, staff_id: str) -> StaffView:
        person = await self._get(session, staff_id)
        person.disabled_at = None
        return _view(person)

    async def set_locale(self, session: AsyncSession, staff_id: str, locale: str) -> None:
        (await self._get(session, staff_id)).locale = locale

    async def list_staff(self, session: AsyncSession) -> list[StaffView]:
        return [_view(person) for person in await repository.all_staff(session)]

    async def names(self, session: AsyncSession, staff_ids: Sequence[str]) -> dict[str, str]:
        """The names of those that exist, by id."""
        return await repository.names(session, staff_ids)

    async def get(self, session: AsyncSession, staff_id: str) -> StaffView:
        return _view(await self._get(session, staff_id))

    async def require_active(self, session: AsyncSession, staff_id: str) -> None:
        """Forbidden if they may not work here any more; otherwise nobody disables them in this transaction."""
        if not await repository.lock_active(session, staff_id):
            raise Forbidden("staff.is_disabled")

    # Passwords

    async def invitation(self, session: AsyncSession, token: str) -> StaffView:
        """Who a link is for; NotFound if it was used, replaced or is too old."""
        person = await repository.invitee(session, _hash(token), self._clock())
        if person is None:
            raise NotFound("staff.link_gone")
        return _view(person)

    async def accept_invitation(self, db: Database, token: str, password: str) -> StaffView:
        """Choose the password; the link works once, and earlier sessions end."""
        async with db.reading() as session:
            invited = await self.invitation(session, token)
        rules.check_password(password, email=invited.email, name=invited.name)
        hashed = await self._passwords.hash(password)
        async with db.transaction() as session:
            await self.invitation(session, token)
            if not await repository.use_invitation(session, _hash(token), self._clock()):
                raise NotFound("staff.link_gone")
            person = await self._get(session, invited.id)
            _set_password(person, hashed)
            await repository.end_sessions(session, person.id)
            return _view(person)

    async def change_password(self, db: Database, staff_id: str, old: str, new: str, *, token: str) -> None:
        """One's own; the session of `token` goes on, the others end. Wrong old ones are counted like log-ins."""
        async with db.reading() as session:
            person = await self._get(session, staff_id)
        keys = await self._begin_try(db, person.email, f"session {_hash(token)}")
        if not await self._passwords.matches(person.password_hash, old):
            raise Forbidden("staff.old_password_wrong")
        rules.check_password(new, email=person.email, name=person.name)
        hashed = await self._passwords.hash(new)
        async with db.transaction() as session:
            _set_password(await self._get(session, staff_id), hashed)
            await repository.forget_tries(session, keys=keys)
            await repository.end_sessions(session, staff_id, but=_hash(token))
            await repository.drop_invitations(session, staff_id)

    # Log-ins

    async def log_in(self, db: Database, email: str, password: str, address: str) -> LoggedIn:
        """A new session. After five wrong tries of an e-mail from an address: TooMany until the oldest is 15 min old.

        An unknown e-mail takes as long as a known one, and is told the same.
        """
        email = email.strip().lower()
        keys = await self._begin_try(db, email, address)
        async with db.reading() as session:
            person = await repository.by_email(session, email)
        hashed = person.password_hash if person else None
        if not await self._passwords.matches(hashed, password) or person is None or hashed is None:
            raise Unauthorized("staff.log_in_wrong")
        if person.disabled_at is not None:
            raise Forbidden("staff.is_disabled")
        better = await self._passwords.hash(password) if self._passwords.outdated(hashed) else None
        async with db.transaction() as session:
            person = await self._get(session, person.id)
            if person.password_hash != hashed or person.disabled_at is not None:
                raise Unauthorized("staff.log_in_wrong")  # changed while we were hashing
            person.password_hash = better or hashed
            await repository.forget_tries(session, keys=keys)
            return await self._new_session(session, person)

    async def log_out(self, session: AsyncSession, token: str) -> None:
        await repository.end_session(session, _hash(token))

    async def staff_of_session(self, session: AsyncSession, token: str) -> StaffView:
        """Who is logged in with `token`; Unauthorized if nobody is."""
        person = await repository.by_session(session, _hash(token), self._clock())
        if person is None:
            raise Unauthorized("staff.log_in_needed")
        return _view(person)

    # The demo

    async def create_demo_staff(self, session: AsyncSession) -> None:
        """The demo accounts that do not exist yet, with their public passwords."""
        for account in DEMO_ACCOUNTS:
            if await repository.by_email(session, account.email) is None:
                person = await self._add(
                    session, account.email, account.name, account.role, password_hash=account.password_hash
                )
                person.demo_password = True

    async def has_demo_passwords(self, session: AsyncSession) -> bool:
        """Whether a public password lets somebody in: then only this machine may reach the server."""
        return await repository.has_demo_passwords(session)

    # Inside

    async def _add(
        self, session: AsyncSession, email: str, name: str, role: Role, password_hash: str | None = None
    ) -> Staff:
        if await repository.by_email(session, email) is not None:
            raise Conflict("staff.email_taken", email=email)
        person = Staff(email=email, name=name, role=role, password_hash=password_hash, created_at=self._clock())
        session.add(person)
        await session.flush()
        return person

    async def _get(self, session: AsyncSession, staff_id: str) -> Staff:
        person = await session.get(Staff, staff_id)
        if person is None:
            raise NotFound("staff.not_found")
        return person

    async def _link(self, session: AsyncSession, person: Staff) -> Invited:
        now, token = self._clock(), secrets.token_urlsafe(32)
        expires_at = now + timedelta(seconds=self._settings.invitation_lifetime)
        await repository.drop_invitations(session, person.id)
        session.add(Invitation(token_hash=_hash(token), staff_id=person.id, created_at=now, expires_at=expires_at))
        await session.flush()
        return Invited(token=token, expires_at=expires_at, staff=_view(person))

    async def _new_session(self, session: AsyncSession, person: Staff) -> LoggedIn:
        now, token = self._clock(), secrets.token_urlsafe(32)
        expires_at = now + timedelta(seconds=self._settings.staff_session_lifetime)
        await repository.forget_expired(session, now)
        session.add(StaffSession(token_hash=_hash(token), staff_id=person.id, created_at=now, expires_at=expires_at))
        return LoggedIn(token=token, expires_at=expires_at, staff=_view(person))

    async def _begin_try(self, db: Database, email: str, address: str) -> tuple[str, str]:
        """Count a try *before* it is judged, so that many at once are no way around the limit."""
        now, key, whole = self._clock(), _hash(f"{email}\n{address}"), _hash(f"\n{address}")
        since = now - timedelta(seconds=rules.LOG_IN_WINDOW)
        async with self._counting, db.transaction() as session:
            for counted, limit in ((key, rules.LOG_IN_TRIES), (whole, rules.LOG_IN_TRIES_OF_ADDRESS)):
                count, oldest = await repository.tries_since(session, counted, since)
                wait = rules.seconds_to_wait(count, _age(oldest, now), limit)
                if wait:
                    raise TooMany("staff.too_many_tries", minutes=-(-wait // 60), retry_after=wait)
            await repository.forget_tries(session, before=since)
            session.add_all([LogInTry(key=key, tried_at=now), LogInTry(key=whole, tried_at=now)])
        return key, whole


STAFF = web.AppKey("staff", StaffService)


def _set_password(person: Staff, hashed: str) -> None:
    person.password_hash = hashed
    person.demo_password = False


def _view(person: Staff) -> StaffView:
    state = "disabled" if person.disabled_at else "active" if person.password_hash else "invited"
    fields = ("id", "email", "name", "role", "locale", "demo_password", "created_at")
    return StaffView.model_validate({name: getattr(person, name) for name in fields} | {"state": state})


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _age(moment: datetime | None, now: datetime) -> float:
    return (now - moment).total_seconds() if moment else 0.0


def _email(given: str) -> str:
    try:
        return validate_email(given.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise Invalid("staff.email_invalid") from None


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not name or len(name) > 100:
        raise Invalid("staff.name_invalid")
    return name
