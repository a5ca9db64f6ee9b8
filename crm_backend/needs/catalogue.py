"""The need catalogue, data/needs/catalogue.toml: which needs there are, their names, and what kind each is."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

FOLDER = Path(__file__).resolve().parents[2] / "data" / "needs"
FORMAT = 5  # of a model's file: raised when one of an older version can't be read or would read otherwise
OTHER = "other"
Priority = Literal["urgent", "high", "normal", "low"]
PRIORITIES: tuple[Priority, ...] = ("urgent", "high", "normal", "low")
Tone = Literal["negative", "neutral", "positive"]
TONES: tuple[Tone, ...] = ("negative", "neutral", "positive")


class Named(BaseModel):
    """A text in both languages."""

    en: str
    zh: str


class Need(BaseModel):
    """One entry. `priority`: of a conversation of which nothing else is known."""

    id: str
    name: Named
    covers: Named
    kind: Literal["order", "answer", "person", "record", "none"]
    priority: Priority


@cache
def catalogue(folder: Path = FOLDER) -> tuple[Need, ...]:
    """The needs in the order in which pages list them."""
    told = tomllib.loads((folder / "catalogue.toml").read_text("utf-8"))
    return tuple(Need(id=name, **entry) for name, entry in told.items())


@cache
def need_ids(folder: Path = FOLDER) -> tuple[str, ...]:
    return tuple(need.id for need in catalogue(folder))
