import asyncio

import pytest

from crm_backend.customers.models import Identity
from crm_backend.customers.schemas import CustomerFields, CustomerProfile, CustomerRecord
from crm_backend.customers.service import CustomerService
from crm_backend.errors import Invalid, NotFound
from crm_backend.kit.bulk import Stored
from crm_backend.kit.db import Database
from crm_backend.kit.events import Events
from crm_backend.settings import Settings
from tests.crm_backend.conftest import SetClock


@pytest.fixture
def customers(settings: Settings, clock: SetClock) -> CustomerService:
    return CustomerService(settings, clock, Events())


async def sign(database: Database, customers: CustomerService, **claims: object) -> Identity:
    async with database.transaction() as session:
        return await customers.signed_identity(session, "web", claims)


async def profile(database: Database, customers: CustomerService, identity: Identity) -> CustomerProfile:
    async with database.reading() as session:
        return await customers.get(session, identity.customer_id)


async def test_every_visitor_is_a_new_customer_unless_the_channel_knows_them(
    database: Database, customers: CustomerService
) -> None:
    async with database.transaction() as session:
        first = await customers.visitor_identity(session, "web", None, "zh-CN")
        second = await customers.visitor_identity(session, "web", None, None)
        known = await customers.visitor_identity(session, "telegram", "77", "en")
        again = await customers.visitor_identity(session, "telegram", "77", "zh")
        elsewhere = await customers.visitor_identity(session, "whatsapp", "77", "en")
    assert len({first.customer_id, second.customer_id, known.customer_id, elsewhere.customer_id}) == 4
    assert again.id == known.id
    assert not first.verified
    assert (await profile(database, customers, first)).locale == "zh"


async def test_a_signed_customer_is_the_same_on_every_device(database: Database, customers: CustomerService) -> None:
    first = await sign(database, customers, sub="c-1", name=" 李伟 ", email="Li@Example.com", phone="13800138000")
    again = await sign(database, customers, sub="c-1", email="not one", phone=5)
    assert (again.id, again.verified) == (first.id, True)
    known = await profile(database, customers, again)
    assert (known.external_id, known.name, known.email, known.phone) == (
        "c-1",
        "李伟",
        "li@example.com",
        "+8613800138000",
    )


async def test_signing_in_keeps_what_was_loaded(database: Database, customers: CustomerService) -> None:
    async with database.transaction() as session:
        loaded = CustomerRecord("c-1", CustomerFields(name="Emma", phone="+12025550143"))
        assert await customers.store(session, [loaded]) == Stored(1, 0)
    identity = await sign(database, customers, sub="c-1", email="emma@example.com")
    known = await profile(database, customers, identity)
    assert (known.name, known.phone, known.email) == ("Emma", "+12025550143", "emma@example.com")


async def test_a_visitor_can_not_take_a_signed_address(database: Database, customers: CustomerService) -> None:
    signed = await sign(database, customers, sub="c-1")
    async with database.transaction() as session:
        visitor = await customers.visitor_identity(session, "web", "customer:c-1", None)
    assert visitor.id != signed.id
    assert not visitor.verified


async def test_signing_in_on_two_devices_at_once(database: Database, customers: CustomerService) -> None:
    both = await asyncio.gather(*(sign(database, customers, sub="c-1") for _ in range(4)))
    assert len({identity.id for identity in both}) == 1


@pytest.mark.parametrize("sub", ["", "  ", None, "x" * 300])
async def test_a_token_has_to_name_a_customer(database: Database, customers: CustomerService, sub: object) -> None:
    with pytest.raises(Invalid, match=r"customers\.no_external_id"):
        await sign(database, customers, sub=sub)


async def test_who_is_not_there(database: Database, customers: CustomerService) -> None:
    async with database.reading() as session:
        with pytest.raises(NotFound):
            await customers.get(session, "nobody")
        with pytest.raises(NotFound):
            await customers.get_identity(session, "nobody")
        with pytest.raises(NotFound):
            await customers.lock_identity(session, "nobody")


async def test_customers_are_found_by_what_is_known_of_them(database: Database, customers: CustomerService) -> None:
    identity = await sign(database, customers, sub="c-1", name="Emma_Clarke", email="e@example.com")
    await sign(database, customers, sub="c-2", name="Emma Clarke")
    async with database.reading() as session:
        assert await customers.ids_matching(session, "emma_c") == [identity.customer_id]
        assert len(await customers.ids_matching(session, "EMMA")) == 2
        assert await customers.ids_matching(session, "%") == []
        assert await customers.verified_identities(session, [identity.id, "x"]) == {identity.id}
