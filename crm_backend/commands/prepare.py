"""An instance before its parts start: tables, solutions, the demo business, no public password; a model of needs."""

import asyncio

from crm_backend.app import Services
from crm_backend.commands.console import note, working
from crm_backend.commands.instances import is_loopback
from crm_backend.commands.need_models import ensure_needs
from crm_backend.commands.store import opened
from crm_backend.commands.words import Stop, say
from crm_backend.kit.migrate import upgrade
from crm_backend.settings import Settings


async def prepare_store(settings: Settings) -> None:
    """Migrate, bring the solutions that ship, and in demo mode fill an empty store.

    Stop if demo passwords would be reachable from outside.
    """
    with working("migrating"):
        await asyncio.to_thread(upgrade, settings.store_url)
    async with opened(settings) as services:
        async with services.database.transaction() as session:
            await services.solutions.load_seeds(session)
        if settings.demo:
            await fill_demo(services)
        await check_demo_passwords(settings, services)


async def learn_needs(settings: Settings) -> None:
    """A model of needs over a prepared store, if it has none of this version."""
    async with opened(settings) as services:
        await ensure_needs(settings, services)


async def fill_demo(services: Services) -> None:
    """The demo business and its staff, if they are not there."""
    with working("filling_demo"):
        async with services.database.transaction() as session:
            filled = await services.demo.fill(session)
            await services.staff.create_demo_staff(session)
    if filled:
        note(say("demo_filled"))


async def check_demo_passwords(settings: Settings, services: Services) -> None:
    if is_loopback(settings.host):
        return
    async with services.database.reading() as session:
        if await services.staff.has_demo_passwords(session):
            raise Stop("demo_passwords_exist", host=settings.host, data=str(settings.data))
