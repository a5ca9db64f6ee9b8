"""The sentences to learn intents from and the ones held out to measure with. bot/tests/test_intents.py measures."""

import json
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
NEEDS = tomllib.loads((ROOT / "data/needs/catalogue.toml").read_text("utf-8"))
INTENTS = {"out_of_scope" if need == "other" else need for need in NEEDS}  # of needs: taught by data/needs
DIALOGUE = sorted({path.name.split(".")[0] for path in (ROOT / "data/nlu").glob("*.yml")})  # words of the dialogue
LANGUAGES = ("en", "zh")


def examples(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
        found[block["intent"]] = [line.removeprefix("- ") for line in block["examples"].splitlines()]
    return found


def held_out(language: str) -> dict[str, list[str]]:
    return examples(ROOT / f"tests/conversations/nlu_{language}.yml")


def taught_needs() -> dict[str, str]:
    """The intent of every text of data/needs."""
    texts: dict[str, str] = {}
    for path in sorted((ROOT / "data/needs").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            need = path.name.split(".")[0]
            texts[json.loads(line)["text"].casefold()] = "out_of_scope" if need == "other" else need
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", DIALOGUE)
def test_enough_to_learn_from_and_to_measure_with(intent: str, language: str) -> None:
    learned = examples(ROOT / f"data/nlu/{intent}.{language}.yml")[intent]
    kept = held_out(language)[intent]
    assert len(learned) >= 30
    assert len(kept) >= 10
    spelled = [text.casefold() for text in learned]
    assert len(set(spelled)) == len(spelled)
    assert not set(spelled) & {text.casefold() for text in kept}


def test_every_need_is_an_intent_and_is_taught_in_one_place() -> None:
    assert set(DOMAIN["intents"]) >= INTENTS | set(DIALOGUE)
    assert not INTENTS & set(DIALOGUE)


def test_no_sentence_belongs_to_two_intents() -> None:
    owners = taught_needs()
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for intent, texts in examples(path).items():
            for text in texts:
                assert owners.setdefault(text.casefold(), intent) == intent, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_held_out_is_taught_nowhere(language: str) -> None:
    kept = held_out(language)
    assert set(kept) <= INTENTS | set(DIALOGUE)
    taught = taught_needs()
    assert [text for texts in kept.values() for text in texts if text.casefold() in taught] == []
