"""Where things are in the checkout, and the settings that commands share."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_backend.commands.words import Stop, say
from crm_backend.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BOT_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
DEFAULT_DATA = ROOT / "var"

DataOption = Annotated[Path | None, typer.Option("--data", help=say("help_data"), show_default=False)]
UrlOption = Annotated[str, typer.Option("--url", help=say("help_url"))]
LocaleOption = Annotated[str | None, typer.Option("--locale", help=say("help_locale"), show_default=False)]

DEFAULT_URL = "http://127.0.0.1:8080"


def settings_for(data: Path | None = None, **changes: Any) -> Settings:
    """The settings of the environment, with what the command line says on top. The data folder is absolute."""
    if data is None and not os.environ.get("RAPPORT_DATA"):
        data = DEFAULT_DATA
    given = {name: value for name, value in changes.items() if value is not None}
    settings = Settings(**given) if data is None else Settings(data=data, **given)
    return settings.model_copy(update={"data": settings.data.expanduser().absolute()})


def make_data_folder(data: Path) -> None:
    """Customers' words, addresses and orders lie in it: readable by its owner alone, unless it was there before."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)


def bot_python() -> Path:
    """The interpreter of Rasa's environment."""
    if not BOT_PYTHON.exists():
        raise Stop("no_bot_environment", path=str(BOT_PYTHON))
    return BOT_PYTHON
