import asyncio

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthorized
from crm_backend.kit.db import Database
from crm_backend.kit.events import Events
from crm_backend.staff import repository
from crm_backend.staff.events import StaffDisabled
from crm_backend.staff.models import LogInTry, Staff, StaffSession
from crm_backend.staff.passwords import Passwords
from crm_backend.staff.schemas import LoggedIn, StaffView
from crm_backend.staff.service import StaffService
from tests.crm_backend.conftest import SetClock

ADDRESS = "203.0.113.7"
PASSWORD = "tea at half past ten"


@pytest.fixture
async def admin(database: Database, staff: StaffService) -> StaffView:
    return await staff.create_admin(database, email="Ada@Shop.example", name=" Ada  Lee ", password=PASSWORD)


async def _agent(database: Database, staff: StaffService) -> StaffView:
    async with database.transaction() as session:
        invited = await staff.invite(session, email="lin@shop.example", name="林晓", role="agent")
    return await staff.accept_invitation(database, invited.token, PASSWORD)


async def _who(database: Database, staff: StaffService, log_in: LoggedIn) -> StaffView:
    async with database.reading() as session:
        return await staff.staff_of_session(session, log_in.token)


async def test_a_log_in_gives_a_session_until_log_out_or_expiry(
    database: Database, staff: StaffService, admin: StaffView, clock: SetClock
) -> None:
    assert (admin.email, admin.name, admin.state) == ("ada@shop.example", "Ada Lee", "active")
    first = await staff.log_in(database, " ADA@shop.example ", PASSWORD, ADDRESS)
    second = await staff.log_in(database, "ada@shop.example", PASSWORD, ADDRESS)
    assert (await _who(database, staff, first)).id == admin.id
    async with database.transaction() as session:
        await staff.log_out(session, first.token)
    with pytest.raises(Unauthorized):
        await _who(database, staff, first)
    clock.advance(12 * 3600 - 1)
    assert (await _who(database, staff, second)).id == admin.id
    clock.advance(2)
    with pytest.raises(Unauthorized):
        await _who(database, staff, second)


async def test_tokens_and_passwords_are_not_in_the_store(
    database: Database, staff: StaffService, admin: StaffView
) -> None:
    log_in = await staff.log_in(database, admin.email, PASSWORD, ADDRESS)
    async with database.reading() as session:
        tables = (Staff.__table__, StaffSession.__table__)
        rows = [str((await session.execute(select(table))).all()) for table in tables]
    assert not any(secret in row for row in rows for secret in (PASSWORD, log_in.token))


@pytest.mark.parametrize("email", ["ada@shop.example", "nobody@shop.example", "lin@shop.example", "", "' OR 1=1 --"])
async def test_a_wrong_log_in_tells_nothing(
    database: Database, staff: StaffService, admin: StaffView, email: str
) -> None:
    async with database.transaction() as session:
        await staff.invite(session, email="lin@shop.example", name="Lin", role="agent")  # has no password yet
    with pytest.raises(Unauthorized) as problem:
        await staff.log_in(database, email, "wrong password", ADDRESS)
    assert problem.value.code == "staff.log_in_wrong"


async def test_after_five_wrong_tries_even_the_right_password_waits(
    database: Database, staff: StaffService, admin: StaffView, clock: SetClock
) -> None:
    for _ in range(5):
        with pytest.raises(Unauthorized):
            await staff.log_in(database, admin.email, "wrong password", ADDRESS)
        clock.advance(60)
    with pytest.raises(TooMany) as problem:
        await staff.log_in(database, admin.email.upper(), PASSWORD, ADDRESS)
    assert problem.value.params == {"minutes": 10, "retry_after": 600}
    await staff.log_in(database, admin.email, PASSWORD, "198.51.100.1")  # from elsewhere it works
    clock.advance(601)
    await staff.log_in(database, admin.email, PASSWORD, ADDRESS)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(LogInTry)) == 0


async def test_many_wrong_tries_at_once_are_no_way_around(
    database: Database, staff: StaffService, admin: StaffView
) -> None:
    tries = [staff.log_in(database, admin.email, f"guess number {n}", ADDRESS) for n in range(20)]
    errors = [type(error) for error in await asyncio.gather(*tries, return_exceptions=True)]
    assert (errors.count(Unauthorized), errors.count(TooMany)) == (5, 15)


async def test_a_weak_hash_is_made_anew_at_log_in(database: Database, staff: StaffService, admin: StaffView) -> None:
    staff._passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    await staff.log_in(database, admin.email, PASSWORD, ADDRESS)
    async with database.reading() as session:
        assert "m=16,t=2" in str(await session.scalar(select(Staff.password_hash)))
    await staff.log_in(database, admin.email, PASSWORD, ADDRESS)


async def test_an_invitation_works_once(database: Database, staff: StaffService, admin: StaffView) -> None:
    async with database.transaction() as session:
        invited = await staff.invite(session, email="lin@shop.example", name="林晓", role="agent")
    assert invited.staff.state == "invited"
    with pytest.raises(Invalid):
        await staff.accept_invitation(database, invited.token, "short")
    accepted = await asyncio.gather(
        staff.accept_invitation(database, invited.token, PASSWORD),
        staff.accept_invitation(database, invited.token, "quite another one"),
        return_exceptions=True,
    )
    assert sorted(type(a) for a in accepted if isinstance(a, NotFound)) == [NotFound]
    with pytest.raises(NotFound, match="link_gone"):
        await staff.accept_invitation(database, invited.token, PASSWORD)
    with pytest.raises(Conflict, match="email_taken"):
        async with database.transaction() as session:
            await staff.invite(session, email="LIN@shop.example", name="Lin", role="agent")


async def test_a_link_expires_and_a_newer_one_replaces_it(
    database: Database, staff: StaffService, admin: StaffView, clock: SetClock
) -> None:
    agent = await _agent(database, staff)
    log_in = await staff.log_in(database, agent.email, PASSWORD, ADDRESS)
    async with database.transaction() as session:
        first = await staff.new_password_link(session, agent.id)
        second = await staff.new_password_link(session, agent.id)
    with pytest.raises(NotFound):
        await staff.accept_invitation(database, first.token, "a new password")
    await staff.accept_invitation(database, second.token, "a new password")
    with pytest.raises(Unauthorized):
        await _who(database, staff, log_in)
    async with database.transaction() as session:
        third = await staff.new_password_link(session, agent.id)
    clock.advance(7 * 24 * 3600 + 1)
    async with database.reading() as session:
        with pytest.raises(NotFound):
            await staff.invitation(session, third.token)


async def test_ones_own_new_password_needs_the_old_and_ends_other_sessions(
    database: Database, staff: StaffService, admin: StaffView
) -> None:
    here = await staff.log_in(database, admin.email, PASSWORD, ADDRESS)
    there = await staff.log_in(database, admin.email, PASSWORD, ADDRESS)
    with pytest.raises(Forbidden, match="old_password_wrong"):
        await staff.change_password(database, admin.id, "not the old one", "a new password", token=here.token)
    await staff.change_password(database, admin.id, PASSWORD, "a new password", token=here.token)
    assert (await _who(database, staff, here)).id == admin.id
    with pytest.raises(Unauthorized):
        await _who(database, staff, there)
    await staff.log_in(database, admin.email, "a new password", ADDRESS)


async def test_who_is_disabled_is_out_at_once(
    database: Database, staff: StaffService, admin: StaffView, events: Events
) -> None:
    told: list[StaffDisabled] = []

    async def hear(_session: AsyncSession, event: StaffDisabled) -> None:
        told.append(event)

    events.subscribe(StaffDisabled, hear)
    agent = await _agent(database, staff)
    log_in = await staff.log_in(database, agent.email, PASSWORD, ADDRESS)
    async with database.transaction() as session:
        link = await staff.new_password_link(session, agent.id)
        assert (await staff.disable(session, agent.id)).state == "disabled"
    assert told == [StaffDisabled(agent.id)]
    with pytest.raises(Unauthorized):
        await _who(database, staff, log_in)
    with pytest.raises(Forbidden, match="is_disabled"):
        await staff.log_in(database, agent.email, PASSWORD, ADDRESS)
    with pytest.raises(NotFound):
        await staff.accept_invitation(database, link.token, "a new password")
    async with database.transaction() as session:
        with pytest.raises(Conflict, match="is_disabled"):
            await staff.new_password_link(session, agent.id)
        await staff.enable(session, agent.id)
    await staff.log_in(database, agent.email, PASSWORD, ADDRESS)


async def test_the_last_active_admin_can_neither_be_disabled_nor_demoted(
    database: Database, staff: StaffService, admin: StaffView
) -> None:
    agent = await _agent(database, staff)
    async with database.transaction() as session:
        invited = await staff.invite(session, email="new@shop.example", name="New", role="admin")
        with pytest.raises(Conflict, match="last_admin"):  # who is only invited can't log in
            await staff.disable(session, admin.id)
        with pytest.raises(Conflict, match="last_admin"):
            await staff.change_role(session, admin.id, "manager")
        assert (await staff.change_role(session, agent.id, "admin")).role == "admin"
        await staff.change_role(session, admin.id, "manager")
        with pytest.raises(Conflict, match="last_admin"):
            await staff.disable(session, agent.id)
        await staff.change_role(session, invited.staff.id, "agent")


@pytest.mark.parametrize(("email", "name"), [("not an address", "Lin"), ("lin@shop.example", "  "), ("a@b@c", "x")])
async def test_an_account_needs_a_real_address_and_a_name(
    database: Database, staff: StaffService, email: str, name: str
) -> None:
    async with database.transaction() as session:
        with pytest.raises(Invalid):
            await staff.invite(session, email=email, name=name, role="agent")


async def test_what_an_admin_does_does_not_wait_for_a_change_of_roles(
    database: Database, clock: SetClock, admin: StaffView
) -> None:
    if database.sqlite:
        return  # all writers wait for one another anyway
    async with database.transaction() as roles:
        await repository.active_admins(roles)
        async with asyncio.timeout(2), database.transaction() as other:
            session = StaffSession(token_hash="t", staff_id=admin.id, created_at=clock(), expires_at=clock())
            other.add(session)


async def test_one_password_tried_on_everybody_from_one_address_ends(database: Database, staff: StaffService) -> None:
    for number in range(50):
        with pytest.raises(Unauthorized):
            await staff.log_in(database, f"somebody{number}@shop.example", "the same for all", "203.0.113.9")
    with pytest.raises(TooMany):
        await staff.log_in(database, "one.more@shop.example", "the same for all", "203.0.113.9")
    with pytest.raises(Unauthorized):
        await staff.log_in(database, "one.more@shop.example", "the same for all", "203.0.113.10")
