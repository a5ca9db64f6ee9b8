"""The texts of `data/needs`, from which the CRM learns needs, as Rasa's examples of the intents of the same names.

Rasa copies and fingerprints every message several times; with a message for each of these texts, that takes longer than
learning from them. So one message stands for a whole file: its text is the first one, the others are its FURTHER.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

FOLDER = "data/needs"
FURTHER = "further_texts"  # of a message: a list of texts with the same intent
INTENTS = {"other": "out_of_scope"}  # every other need is the intent of its name


class NeedsImporter(TrainingDataImporter):
    """Beside RasaFileImporter in config.yml, which brings all the rest."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        self._folder = Path(config_file or "config.yml").parent / FOLDER

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """Both languages, whatever is asked for."""
        return TrainingData([_as_one(intent, texts) for intent, texts in examples(self._folder) if texts])

    def get_domain(self) -> Domain:
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return StoryGraph([])

    def get_config(self) -> dict[str, object]:
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        return None


def examples(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """(intent, its texts) of every file `<need>.<language>.jsonl`."""
    for path in sorted(folder.glob("*.jsonl")):
        need = path.name.partition(".")[0]
        yield INTENTS.get(need, need), [_text(path, number, line) for number, line in enumerate(_lines(path), 1)]


def texts_of(message: Message) -> list[str]:
    """All that it stands for."""
    return [message.get(TEXT), *message.get(FURTHER, [])]


def _as_one(intent: str, texts: list[str]) -> Message:
    message = Message.build(text=texts[0], intent=intent)
    message.set(FURTHER, texts[1:])
    return message


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _text(path: Path, number: int, line: str) -> str:
    try:
        return str(json.loads(line)["text"])
    except (ValueError, KeyError, TypeError) as error:
        raise RasaException(f'{path}, line {number}: expected {{"text": "…"}} as JSON ({error!r})') from error
