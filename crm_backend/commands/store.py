"""Commands that work on the store itself: migrate, load, demo --reset, admin create."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from crm_backend.app import Services, build_services
from crm_backend.commands.console import note, out, working
from crm_backend.commands.instances import at_url, only_user
from crm_backend.commands.places import DataOption, LocaleOption, make_data_folder, settings_for
from crm_backend.commands.words import Stop, say
from crm_backend.conversations.assistant_client import RasaAssistant
from crm_backend.kit.auth import with_secrets
from crm_backend.kit.migrate import upgrade
from crm_backend.settings import Settings

InstanceOption = Annotated[str | None, typer.Option("--url", help=say("help_instance"), show_default=False)]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Services]:
    """The services over the store of these settings, closed in the end."""
    assistant = RasaAssistant(settings)
    services = build_services(settings, assistant)
    try:
        yield services
    finally:
        await assistant.close()
        await services.database.close()


def store_of(url: str | None, data: Path | None) -> Settings:
    """The settings of a store: of the data folder, else of the instance that answers at `url`; migrated."""
    settings = settings_for(data)
    if url is not None and data is None:
        instance = at_url(url)
        if instance is not None:
            settings = settings_for(instance.data, database_url=instance.database_url or None)
        elif not os.environ.get("RAPPORT_DATA") and not settings.database_url:
            raise Stop("instance_unknown", url=url)
    make_data_folder(settings.data)
    with working("migrating"):
        upgrade(settings.store_url)
    return with_secrets(settings)


def run(settings: Settings, use: Callable[[Services], Awaitable[None]]) -> None:
    """One use case over the store."""

    async def whole() -> None:
        async with opened(settings) as services:
            await use(services)

    asyncio.run(whole())


def migrate(data: DataOption = None, locale: LocaleOption = None) -> None:
    store_of(None, data)
    note(say("migrated"))


def load(
    file: Annotated[Path, typer.Argument(help=say("help_load_file"))],
    url: InstanceOption = None,
    data: DataOption = None,
    locale: LocaleOption = None,
) -> None:
    settings = store_of(url, data)

    async def use(services: Services) -> None:
        await load_file(services, file)

    run(settings, use)


def read_lines(file: Path) -> list[bytes]:
    if not file.is_file():
        raise Stop("no_such_file", path=str(file))
    return file.read_bytes().splitlines()


async def load_file(services: Services, file: Path) -> None:
    """Load a file whole or not at all, and say what it held."""
    with working("loading"):
        lines = await asyncio.to_thread(read_lines, file)
        async with services.database.transaction() as session:
            loaded = await services.loading.load(session, lines)
    note(say("loaded", customers=loaded.customers, products=loaded.products, orders=loaded.orders))


def demo(
    reset: Annotated[bool, typer.Option("--reset", help=say("help_reset"))] = False,
    data: DataOption = None,
    locale: LocaleOption = None,
) -> None:
    settings = store_of(None, data)

    async def use(services: Services) -> None:
        with working("filling_demo"):
            async with services.database.transaction() as session:
                if reset:
                    await services.demo.reset(session)
                filled = reset or await services.demo.fill(session)
                await services.solutions.load_seeds(session)
                await services.staff.create_demo_staff(session)
        note(say("demo_was_reset" if reset else "demo_filled" if filled else "demo_not_empty"))

    with only_user(settings.data):
        run(settings, use)


admin = typer.Typer(help=say("help_admin"), no_args_is_help=True)


@admin.command("create", help=say("help_admin_create"))
def create_admin(
    email: Annotated[str, typer.Option(help=say("help_email"))],
    name: Annotated[str, typer.Option(help=say("help_name"))],
    data: DataOption = None,
    locale: LocaleOption = None,
) -> None:
    settings = store_of(None, data)
    password = read_password()

    async def use(services: Services) -> None:
        await services.staff.create_admin(services.database, email=email, name=name, password=password)

    run(settings, use)
    out.print(say("admin_created", email=email), markup=False)


def read_password() -> str:
    """From RAPPORT_ADMIN_PASSWORD, from a terminal (twice), or the first line of standard input."""
    given = os.environ.get("RAPPORT_ADMIN_PASSWORD")
    if given:
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass(say("ask_password") + " ")
    if getpass(say("ask_password_again") + " ") != password:
        raise Stop("passwords_differ")
    return password
