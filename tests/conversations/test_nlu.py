"""The sentences to learn from and the ones held out to measure with."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
TRAINED = [i for i in DOMAIN["intents"] if not i.startswith(("event_", "csat_"))]


def examples(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
        found[block["intent"]] = [line.removeprefix("- ") for line in block["examples"].splitlines()]
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("intent", TRAINED)
def test_enough_to_learn_from_and_to_measure_with(intent: str, language: str) -> None:
    learned = examples(ROOT / f"data/nlu/{intent}.{language}.yml")[intent]
    held_out = examples(ROOT / f"tests/conversations/nlu_{language}.yml")[intent]
    assert len(learned) >= 30
    assert len(held_out) >= 10
    spelled = [text.casefold() for text in learned]
    assert len(set(spelled)) == len(spelled)
    assert not set(spelled) & {text.casefold() for text in held_out}


def test_no_sentence_belongs_to_two_intents() -> None:
    owners: dict[str, str] = {}
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for intent, texts in examples(path).items():
            for text in texts:
                assert owners.setdefault(text.casefold(), intent) == intent, text
