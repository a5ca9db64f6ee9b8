"""./rapport serve: everything that is needed for the first answer, in one command."""

import asyncio
import os
import signal
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crm_backend.commands import instances, ports, startup
from crm_backend.commands.console import note, working
from crm_backend.commands.panel import show_panel
from crm_backend.commands.parts import (
    Ports,
    actions_command,
    actions_part,
    address,
    bot_command,
    bot_part,
    crm_environment,
    crm_part,
    inner_environment,
)
from crm_backend.commands.places import ROOT, DataOption, LocaleOption, bot_python, settings_for
from crm_backend.commands.supervisor import Patience, Supervisor
from crm_backend.commands.training import current_model
from crm_backend.commands.words import Stop, say
from crm_backend.kit.pool import Pool
from crm_backend.settings import Settings

ACTIONS_PORT, BOT_PORT = 5055, 5005


class PartName(StrEnum):
    """One process, to be run alone in the foreground."""

    crm = "crm"
    actions = "actions"
    bot = "bot"


@dataclass(frozen=True)
class Wish:
    """What the command line asked for."""

    settings: Settings
    actions_port: int | None
    bot_port: int | None


def serve(
    part: Annotated[PartName | None, typer.Argument(help=say("help_part"), show_default=False)] = None,
    host: Annotated[str | None, typer.Option(help=say("help_host"), show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help=say("help_port"), show_default="8080", min=0, max=65535)] = None,
    data: DataOption = None,
    demo: Annotated[bool | None, typer.Option("--demo/--no-demo", help=say("help_demo"), show_default=False)] = None,
    actions_port: Annotated[
        int | None,
        typer.Option(help=say("help_actions_port"), envvar="RAPPORT_ACTIONS_PORT", show_default=str(ACTIONS_PORT)),
    ] = None,
    bot_port: Annotated[
        int | None, typer.Option(help=say("help_bot_port"), envvar="RAPPORT_BOT_PORT", show_default=str(BOT_PORT))
    ] = None,
    locale: LocaleOption = None,
) -> None:
    settings = settings_for(data, host=host, port=port, demo=demo)
    wish = Wish(settings, actions_port, bot_port)
    startup.check_host(settings)
    settings = startup.with_data_folder(settings)
    try:
        asyncio.run(_alone(part, wish) if part else _everything(wish))
    except OSError as problem:
        raise startup.data_problem(settings.data, problem) from problem
    except asyncio.CancelledError:
        raise typer.Exit(0) from None


async def _everything(wish: Wish) -> None:
    """Until SIGINT or SIGTERM; whatever happens, nothing that we started is left."""
    _cancel_on_signals()
    with instances.only_user(wish.settings.data):
        bot_python()
        chosen = _choose_ports(wish)
        settings = startup.with_data_folder(wish.settings.model_copy(update={"port": chosen.crm}))
        model = await _prepared(settings, inner_environment(settings, chosen))
        await _supervise(settings, _choose_ports(replace(wish, settings=settings)), model)


async def _prepared(settings: Settings, told: dict[str, str]) -> Path:
    """The store and both models are ready; where that of the assistant is.

    What concerns the CRM is done in a process of its own: the whole CRM is loaded for it, and models learned, which a
    supervisor need not hold. Both models are trained at once, as each takes a core.
    """
    pool = Pool()
    try:
        await pool.run(_prepare_store, settings)
        with working("training_models"):
            model, _ = await asyncio.gather(current_model(settings.data, told), pool.run(_learn_needs, settings))
    finally:
        pool.stop()  # also in the midst of learning: a model is written whole or not at all
    return model


def _prepare_store(settings: Settings) -> None:
    from crm_backend.commands.prepare import prepare_store  # loads the whole CRM, which actions and bot never need

    asyncio.run(prepare_store(settings))


def _learn_needs(settings: Settings) -> None:
    from crm_backend.commands.prepare import learn_needs

    asyncio.run(learn_needs(settings))


def _choose_ports(wish: Wish) -> Ports:
    """Asked before training, so that nobody waits in vain, and after it, as that takes its time."""
    return Ports(
        crm=ports.public_port(wish.settings.host, wish.settings.port),
        actions=ports.inner_port(wish.actions_port, ACTIONS_PORT, "--actions-port"),
        bot=ports.inner_port(wish.bot_port, BOT_PORT, "--bot-port"),
    )


async def _supervise(settings: Settings, chosen: Ports, model: Path) -> None:
    def publish(pids: dict[str, int]) -> None:
        instance = instances.Instance(
            pid=os.getpid(),
            data=settings.data,
            url=address(settings.host, chosen.crm),
            database_url=settings.database_url,
            parts=pids,
        )
        with suppress(PermissionError):  # a checkout that is not ours: other commands need --data then
            instances.publish(chosen.crm, instance)

    parts = [crm_part(settings, chosen), bot_part(settings, chosen, model), actions_part(settings, chosen)]
    patience = Patience(backoff_limit=settings.restart_backoff_limit)
    supervisor = Supervisor(parts, lambda sentence: note(sentence, "yellow"), publish, patience)
    supervisor.start()
    try:
        with working("starting"):
            await supervisor.until_healthy()
        show_panel(settings, address(settings.host, chosen.crm))
        await supervisor.forever()
    finally:
        note(say("stopping"))
        await supervisor.stop()
        instances.withdraw(chosen.crm)


def _cancel_on_signals() -> None:
    task = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if task is not None:
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)


async def _alone(part: PartName, wish: Wish) -> None:
    """One part in the foreground, for systemd, Compose, Kubernetes: this process becomes it."""
    settings = startup.with_data_folder(wish.settings)
    chosen = Ports(settings.port, wish.actions_port or ACTIONS_PORT, wish.bot_port or BOT_PORT)
    os.chdir(ROOT)
    if part is PartName.actions:
        _become(actions_command(chosen.actions), _as_configured(inner_environment(settings, chosen)))
    if part is PartName.bot:
        bot_python()
        told = _as_configured(inner_environment(settings, chosen))
        with working("training"):
            model = await current_model(settings.data, told)
        _become(bot_command(chosen.bot, model), told)
    ports.public_port(settings.host, settings.port)
    await asyncio.to_thread(_prepare_store, settings)
    with working("training_needs"):
        await asyncio.to_thread(_learn_needs, settings)
    crm = crm_part(settings, chosen)
    note(say("crm_alone", url=address(settings.host, chosen.crm)))
    _become(crm.command, _as_configured(crm_environment(settings, chosen)))


def _as_configured(told: dict[str, str]) -> dict[str, str]:
    """Alone, a part may find the others elsewhere: what the environment says comes first."""
    names = ("RAPPORT_CRM_URL", "RAPPORT_ACTIONS_URL", "RAPPORT_ASSISTANT_URL")
    return told | {name: os.environ[name] for name in names if os.environ.get(name)}


def _become(command: list[str], told: dict[str, str]) -> None:
    try:
        os.execve(command[0], command, told)  # noqa: S606 - our own arguments
    except OSError as problem:
        raise Stop("part_not_startable", part=command[0], reason=str(problem)) from None
