"""Brings a store to the tables of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config

SCRIPTS = Path(__file__).parent.parent / "migrations"


def configuration(url: str) -> Config:
    """Alembic's, for the store at `url` (a SQLAlchemy URL with an async driver)."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Apply every migration that the store has not seen. Blocking: run it in a thread if a loop is running."""
    command.upgrade(configuration(url), "head")
