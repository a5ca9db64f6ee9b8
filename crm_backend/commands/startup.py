"""What has to be true before the parts are started: a free data folder, a store with its tables, no open door."""

import asyncio
import errno
from pathlib import Path

from crm_backend.app import Services
from crm_backend.commands.console import note, working
from crm_backend.commands.instances import is_loopback
from crm_backend.commands.store import opened
from crm_backend.commands.words import Stop, say
from crm_backend.kit.auth import with_secrets
from crm_backend.kit.migrate import upgrade
from crm_backend.settings import Settings


def check_host(settings: Settings) -> None:
    """Demo passwords are public knowledge, so the demo stays on this machine."""
    if settings.demo and not is_loopback(settings.host):
        raise Stop("demo_is_local", host=settings.host)


def with_data_folder(settings: Settings) -> Settings:
    """The settings with their secrets; the data folder is made. Stop if it can't be."""
    try:
        (settings.data / "logs").mkdir(parents=True, exist_ok=True)
        return with_secrets(settings)
    except OSError as problem:
        raise data_problem(settings.data, problem) from None


def data_problem(data: Path, problem: OSError) -> Stop:
    """What to do about a data folder that can't be written."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return Stop("disk_full", path=str(data))
    return Stop("data_not_writable", path=str(data), reason=problem.strerror or str(problem))


async def prepare_store(settings: Settings) -> None:
    """Migrate, and in demo mode fill an empty store. Stop if demo passwords would be reachable from outside."""
    with working("migrating"):
        await asyncio.to_thread(upgrade, settings.store_url)
    async with opened(settings) as services:
        if settings.demo:
            await fill_demo(services)
        await check_demo_passwords(settings, services)


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
