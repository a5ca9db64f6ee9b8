from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rasa.shared.exceptions import RasaException

from bot.fingerprint import fingerprint
from bot.tests.conftest import PROJECT
from bot.training import InvalidDialogue, train, validate


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT, tmp_path / "project"))


def broken(project: Path, name: str, old: str, new: str) -> None:
    path = project / name
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8")


def test_a_sound_dialogue(project: Path) -> None:
    validate(project)


@pytest.mark.parametrize(
    ("name", "old", "new", "named"),
    [
        ("data/rules/rules.yml", "action: utter_thanks", "action: utter_unheard_of", "utter_unheard_of"),
        ("data/rules/rules.yml", "action: action_effects", "action: action_unheard_of", "action_unheard_of"),
        ("domain.yml", "required_slots: [order_id", "required_slots: [unheard_of", "unheard_of"),
        ("domain.yml", "intents: [greet", "intents: [[greet", "domain.yml"),
        ("domain.yml", "{language: zh}", "{language: fr}", "utter_greet has no variant"),
        ("config.yml", "assistant_id: test", "assistant_id:", "assistant_id"),
    ],
)
def test_mistakes_are_named(project: Path, name: str, old: str, new: str, named: str) -> None:
    broken(project, name, old, new)
    with pytest.raises((InvalidDialogue, RasaException), match=named):
        validate(project)


def test_a_contradiction_makes_no_model(project: Path, tmp_path: Path) -> None:
    broken(
        project,
        "data/rules/rules.yml",
        "rules:\n",
        "rules:\n  - rule: rude\n    steps: [{intent: greet}, {action: utter_thanks}]\n",
    )
    with pytest.raises(RasaException, match="rude"):
        train(project, tmp_path / "model.tar.gz")
    assert not (tmp_path / "model.tar.gz").exists()


def test_a_missing_domain(project: Path, tmp_path: Path) -> None:
    (project / "domain.yml").unlink()
    with pytest.raises(InvalidDialogue, match="missing"):
        train(project, tmp_path / "model.tar.gz")


def test_the_fingerprint_follows_what_the_model_is_made_of(project: Path) -> None:
    first = fingerprint(project)
    (project / "README.md").write_text("no part of it", "utf-8")
    assert fingerprint(project) == first
    broken(project, "data/nlu/all.yml", "- hello", "- hello there")
    assert fingerprint(project) != first


def test_the_fingerprint_is_quick() -> None:
    script = Path(__file__).parent.parent / "fingerprint.py"
    started = time.monotonic()
    printed = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout
    assert len(printed.strip()) == 32
    assert time.monotonic() - started < 1
