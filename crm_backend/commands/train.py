"""./rapport train: the model of needs, the assistant's model (Rasa), or both, whether or not their data changed."""

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from crm_backend.commands import startup
from crm_backend.commands.console import note, working
from crm_backend.commands.need_models import record_bot, train_needs
from crm_backend.commands.parts import Ports, inner_environment
from crm_backend.commands.places import DataOption, LocaleOption, settings_for
from crm_backend.commands.store import opened, store_of
from crm_backend.commands.training import current_model
from crm_backend.commands.words import say
from crm_backend.settings import Settings


class What(StrEnum):
    """Which model."""

    needs = "needs"
    bot = "bot"


def train(
    what: Annotated[What | None, typer.Argument(help=say("help_train_what"), show_default=False)] = None,
    activate: Annotated[bool, typer.Option("--activate", help=say("help_activate"))] = False,
    data: DataOption = None,
    locale: LocaleOption = None,
) -> None:
    startup.with_data_folder(settings_for(data))
    settings = store_of(None, data)
    asyncio.run(_train(settings, what, activate))


async def _train(settings: Settings, what: What | None, activate: bool) -> None:
    async with opened(settings) as services:
        if what in (None, What.needs):
            await train_needs(settings, services, activate)
        if what in (None, What.bot):
            told = inner_environment(settings, Ports(settings.port, 5055, 5005))
            with working("training"):
                model = await current_model(settings.data, told, anew=True)
            await record_bot(services, model)
            note(say("trained", path=str(model)))
