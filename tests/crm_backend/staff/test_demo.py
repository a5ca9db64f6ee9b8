from argon2 import PasswordHasher

from crm_backend.kit.db import Database
from crm_backend.staff.demo import DEMO_ACCOUNTS
from crm_backend.staff.service import StaffService


def test_the_hashes_are_of_the_documented_passwords() -> None:
    hasher = PasswordHasher()
    assert [hasher.verify(account.password_hash, account.password) for account in DEMO_ACCOUNTS] == [True] * 3


async def test_demo_staff_are_made_once_and_log_in(database: Database, staff: StaffService) -> None:
    for _ in range(2):
        async with database.transaction() as session:
            await staff.create_demo_staff(session)
    async with database.reading() as session:
        assert [person.role for person in await staff.list_staff(session)] == ["admin", "agent", "manager"]
        assert await staff.has_demo_passwords(session)
    log_in = await staff.log_in(database, "admin@demo.example", "demo-admin", "127.0.0.1")
    assert log_in.staff.demo_password


async def test_a_new_password_or_disabling_takes_the_public_one_out_of_use(
    database: Database, staff: StaffService
) -> None:
    async with database.transaction() as session:
        await staff.create_demo_staff(session)
    for account in DEMO_ACCOUNTS:
        if account.role == "agent":
            async with database.transaction() as session:
                [agent] = [p for p in await staff.list_staff(session) if p.role == "agent"]
                await staff.disable(session, agent.id)
            continue
        log_in = await staff.log_in(database, account.email, account.password, "127.0.0.1")
        async with database.reading() as session:
            assert await staff.has_demo_passwords(session)
        new = "a better password"
        await staff.change_password(database, log_in.staff.id, account.password, new, token=log_in.token)
    async with database.reading() as session:
        assert not await staff.has_demo_passwords(session)
