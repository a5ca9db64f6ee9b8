"""The texts of `data/needs`, from which the CRM learns needs, as Rasa's examples of the intents of the same names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

FOLDER = "data/needs"
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
        return TrainingData([Message.build(text=text, intent=intent) for text, intent in examples(self._folder)])

    def get_domain(self) -> Domain:
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return StoryGraph([])

    def get_config(self) -> dict[str, object]:
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        return None


def examples(folder: Path) -> Iterator[tuple[str, str]]:
    """(text, intent) of every line of `<need>.<language>.jsonl`."""
    for path in sorted(folder.glob("*.jsonl")):
        need = path.name.partition(".")[0]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                text = str(json.loads(line)["text"])
            except (ValueError, KeyError, TypeError) as error:
                raise RasaException(f'{path}, line {number}: expected {{"text": "…"}} as JSON ({error!r})') from error
            yield text, INTENTS.get(need, need)
