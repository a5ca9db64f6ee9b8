"""Validating and training the dialogue, with an exit code that can be trusted."""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from bot.stubs.tensorflow import NEEDS_TENSORFLOW

PARTS = ("nlu", "rules", "stories")
LANGUAGES = ("zh", "en")
_FATAL = "is not a valid utterance action"  # Rasa only warns, and the customer would get silence
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class InvalidDialogue(Exception):
    """The dialogue's files can't become a model; the text says which and why."""


def validate(project: Path) -> None:
    """As `rasa data validate`; InvalidDialogue names what is wrong."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    with _complaints() as complaints:
        _check_files(project)
        importer = TrainingDataImporter.load_from_config(
            str(project / "config.yml"), str(project / "domain.yml"), _data(project)
        )
        validator = Validator.from_importer(importer)
        checks = (  # those of `rasa data validate`, all of them run for all complaints
            *(validator.verify_domain_validity, validator.verify_actions_in_stories_rules),
            *(validator.verify_forms_in_stories_rules, validator.verify_form_slots, validator.verify_slot_mappings),
            *(validator.verify_nlu, validator.verify_story_structure),
        )
        results = [check() for check in checks]
        silent = _untranslated(importer.get_domain().responses)
        sound = all(results)
    if not sound or silent or any(_FATAL in complaint for complaint in complaints):
        raise InvalidDialogue(
            "\n".join([*complaints, *silent]) or "the files contradict each other; see the warnings above"
        )


def train(project: Path, out: Path) -> float:
    """Trains into the file `out`; the seconds it took. InvalidDialogue if the files are wrong."""
    from rasa.model_training import train as rasa_train

    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rapport-model-") as folder:
        with _complaints() as complaints:
            _check_files(project)
            result = rasa_train(
                domain=str(project / "domain.yml"),
                config=str(project / "config.yml"),
                training_files=_data(project),
                output=folder,
                fixed_model_name="model",
                force_training=True,
            )
        if result.code != 0 or not result.model:
            raise InvalidDialogue("\n".join(complaints) or "Rasa made no model")
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary = out.with_name(f".{out.name}.{os.getpid()}")
        temporary.write_bytes(Path(result.model).read_bytes())
        temporary.replace(out)
    return time.monotonic() - started


def _untranslated(responses: dict[str, list[dict[str, Any]]]) -> list[str]:
    spoken = {
        name: {(v.get("metadata") or {}).get("language") for v in variants} for name, variants in responses.items()
    }
    return [
        f"{name} has no variant with metadata: {{language: {language}}}"
        for name, languages in spoken.items()
        for language in LANGUAGES
        if language not in languages
    ]


def _data(project: Path) -> list[str]:
    return [str(project / "data" / part) for part in PARTS if (project / "data" / part).is_dir()]


def _check_files(project: Path) -> None:
    from rasa.shared.core.domain import Domain

    for name in ("domain.yml", "config.yml"):
        if not (project / name).is_file():
            raise InvalidDialogue(f"{project / name} is missing")
    config: dict[str, Any] = yaml.safe_load((project / "config.yml").read_text("utf-8")) or {}
    parts = [str(part.get("name")) for key in ("pipeline", "policies") for part in config.get(key) or []]
    heavy = sorted(NEEDS_TENSORFLOW.intersection(parts))
    if heavy and os.environ.get("RAPPORT_TENSORFLOW") != "real":
        raise InvalidDialogue(f"config.yml uses {', '.join(heavy)}: set RAPPORT_TENSORFLOW=real to have TensorFlow")
    if not config.get("assistant_id"):
        raise InvalidDialogue("config.yml has no assistant_id")
    if Domain.load(str(project / "domain.yml")).is_empty():  # Rasa would train without it, and only warn
        raise InvalidDialogue("domain.yml is empty or can't be read as a domain")


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What Rasa warns of or prints, kept for the message of a failure."""
    kept: list[str] = []
    shown = warnings.showwarning

    def show(message: Warning | str, kind: type[Warning], *rest: Any) -> None:
        if issubclass(kind, UserWarning) and str(message) not in kept:
            kept.append(str(message))
            shown(message, kind, *rest)

    printed = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = show
        try:
            yield kept
        except SystemExit as error:  # how Rasa's own commands give up
            raise InvalidDialogue(_ANSI.sub("", printed.getvalue()).strip() or "\n".join(kept)) from error
    kept += _ANSI.sub("", printed.getvalue()).strip().splitlines()
