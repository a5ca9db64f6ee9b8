"""Labelled texts: those that come with Rapport (data/needs), and those that the company's staff labelled."""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ConfigDict

from crm_backend.needs.catalogue import FOLDER, FORMAT, Priority, Tone

SOLUTIONS = FOLDER.parent / "solutions"


class Example(BaseModel):
    """A text and what is right about it. `language`: the main one of the text; `own`: labelled by this company."""

    model_config = ConfigDict(frozen=True)

    text: str
    need: str
    language: str
    also: tuple[str, ...] = ()
    priority: Priority | None = None
    sentiment: Tone | None = None
    own: bool = False


def read_seeds(folder: Path = FOLDER) -> list[Example]:
    """The texts that come with Rapport: `<need>.<language>.jsonl`, and the phrasings of its solutions."""
    found = read_phrasings(folder.parent / "solutions")
    for path in sorted(folder.glob("*.jsonl")):
        need, language = path.name.split(".")[:2]
        found += read_examples(path, need=need, language=language)
    return found


def read_phrasings(folder: Path = SOLUTIONS) -> list[Example]:
    """How customers put the questions that solutions answer: the first need of a solution is theirs."""
    found: list[Example] = []
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8")).values():
            for language, texts in entry.get("phrasings", {}).items():
                texts = [entry["title"][language], *texts]
                found += [Example(text=text, need=entry["needs"][0], language=language) for text in texts]
    return found


def read_examples(path: Path, **known: str) -> list[Example]:
    """One labelled text a line; `known` holds what the file's name says of all of them."""
    lines = path.read_text("utf-8").split("\n")
    return [Example(**known | cast(dict[str, str], json.loads(line))) for line in lines if line.strip()]


def fingerprint(examples: Iterable[Example]) -> str:
    """Of the data that a model learns from, whatever its order."""
    spelled = sorted(example.model_dump_json() for example in examples)
    return hashlib.sha256("\n".join(spelled).encode()).hexdigest()[:16]


def seeds_fingerprint(folder: Path = FOLDER) -> str:
    """Of everything that comes with Rapport and that a model is made of."""
    digest = hashlib.sha256(str(FORMAT).encode())
    solutions = folder.parent / "solutions"
    for path in sorted([*folder.glob("*.jsonl"), *folder.glob("*.toml"), *solutions.glob("*.toml")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def numbers(names: Sequence[str], values: Iterable[str]) -> list[int]:
    """The place of each value in `names`."""
    places = {name: number for number, name in enumerate(names)}
    return [places[value] for value in values]
