"""./rapport train: the Rasa model, whether or not it changed."""

import asyncio

from crm_backend.commands import startup
from crm_backend.commands.console import note
from crm_backend.commands.parts import Ports, inner_environment
from crm_backend.commands.places import DataOption, LocaleOption, settings_for
from crm_backend.commands.training import current_model
from crm_backend.commands.words import say


def train(data: DataOption = None, locale: LocaleOption = None) -> None:
    settings = startup.with_data_folder(settings_for(data))
    told = inner_environment(settings, Ports(settings.port, 5055, 5005))
    model = asyncio.run(current_model(settings.data, told, anew=True))
    note(say("trained", path=str(model)))
