"""The three processes: how each is started, and what it is told through its environment."""

import os
from dataclasses import dataclass
from pathlib import Path

from crm_backend.commands.places import BOT_PYTHON, ROOT
from crm_backend.commands.supervisor import Part
from crm_backend.settings import Settings

CRM_ONLY = ("RAPPORT_SECRET_KEY", "RAPPORT_IDENTITY_SECRET", "RAPPORT_DATABASE_URL", "RAPPORT_REDIS_URL")
PYTHON = str(ROOT / ".venv" / "bin" / "python")


@dataclass(frozen=True)
class Ports:
    """Where the three listen. Those of actions and bot are on loopback."""

    crm: int
    actions: int
    bot: int


def address(host: str, port: int) -> str:
    """How this machine reaches what listens at host and port."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - read, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def environment(settings: Settings, ports: Ports) -> dict[str, str]:
    """What all parts are told. `settings` must have its secrets."""
    shared = {
        "RAPPORT_DATA": str(settings.data),
        "RAPPORT_CRM_URL": address(settings.host, ports.crm),
        "RAPPORT_ACTIONS_URL": f"http://127.0.0.1:{ports.actions}/webhook",
        "RAPPORT_ACTIONS_TOKEN": settings.actions_token.get_secret_value(),
        "RAPPORT_BOT_TOKEN": settings.bot_token.get_secret_value(),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }
    return {**os.environ, **shared}


def crm_environment(settings: Settings, ports: Ports) -> dict[str, str]:
    own = {
        "RAPPORT_HOST": settings.host,
        "RAPPORT_PORT": str(ports.crm),
        "RAPPORT_DEMO": "true" if settings.demo else "false",
        "RAPPORT_ASSISTANT_URL": f"http://127.0.0.1:{ports.bot}",
    }
    return environment(settings, ports) | own


def inner_environment(settings: Settings, ports: Ports) -> dict[str, str]:
    """For actions and bot: they never see the CRM's own secrets."""
    told = environment(settings, ports)
    return {name: value for name, value in told.items() if name not in CRM_ONLY}


def actions_command(port: int) -> list[str]:
    return [PYTHON, "-m", "actions.server", "--port", str(port)]


def bot_command(port: int, model: Path) -> list[str]:
    return [str(BOT_PYTHON), "-m", "bot.run", "serve", "--port", str(port), "--model", str(model)]


def crm_part(settings: Settings, ports: Ports) -> Part:
    return Part(
        "crm",
        [PYTHON, "-P", "-m", "crm_backend.commands.crm"],
        crm_environment(settings, ports),
        f"{address(settings.host, ports.crm)}/healthz",
        settings.data / "logs" / "crm.log",
        ROOT,
    )


def actions_part(settings: Settings, ports: Ports) -> Part:
    return Part(
        "actions",
        actions_command(ports.actions),
        inner_environment(settings, ports) | {"SANIC_HOST": "127.0.0.1"},
        f"http://127.0.0.1:{ports.actions}/health",
        settings.data / "logs" / "actions.log",
        ROOT,
        ports.actions,
    )


def bot_part(settings: Settings, ports: Ports, model: Path) -> Part:
    return Part(
        "bot",
        bot_command(ports.bot, model),
        inner_environment(settings, ports),
        f"http://127.0.0.1:{ports.bot}/webhooks/crm/health",
        settings.data / "logs" / "bot.log",
        ROOT,
        ports.bot,
    )
