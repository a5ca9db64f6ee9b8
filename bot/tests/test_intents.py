"""How well the model does on our own data: taught by data/, asked what is held out in tests/."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.importer import INTENTS, examples
from bot.text_model import TextModel

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "zh")
LEAST = {"needs": {"en": 0.70, "zh": 0.70}, "dialogue": {"en": 0.90, "zh": 0.90}}
CALIBRATED = 0.12  # how far the mean confidence may be from the share that is right
UNSURE = 0.5  # config.yml hands what is below to the fallback


def spoken(path: Path) -> list[tuple[str, str]]:
    blocks = yaml.safe_load(path.read_text("utf-8"))["nlu"]
    return [(line.removeprefix("- "), block["intent"]) for block in blocks for line in block["examples"].splitlines()]


def held_out(kind: str, language: str) -> list[tuple[str, str]]:
    if kind == "dialogue":
        return spoken(ROOT / f"tests/conversations/nlu_{language}.yml")
    paths = [ROOT / f"tests/needs/{name}.{language}.jsonl" for name in ("held_out", "blind")]
    lines = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return [(line["text"], INTENTS.get(line["need"], line["need"])) for line in lines]


@pytest.fixture(scope="module")
def model() -> TextModel:
    taught = [(text, intent) for intent, texts in examples(ROOT / "data/needs") for text in texts]
    taught += [pair for path in sorted((ROOT / "data/nlu").glob("*.yml")) for pair in spoken(path)]
    texts, intents = zip(*taught, strict=True)
    return TextModel(out_of_scope="out_of_scope").fit(texts, intents)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LEAST)
def test_what_is_held_out_is_understood(model: TextModel, kind: str, language: str) -> None:
    kept = held_out(kind, language)
    ranked = model.rank_all([text for text, _ in kept])
    right = np.mean([ranking[0][0] == intent for ranking, (_, intent) in zip(ranked, kept, strict=True)])
    assert right >= LEAST[kind][language]


def test_confidences_are_as_high_as_they_are_right(model: TextModel) -> None:
    kept = [pair for kind in LEAST for language in LANGUAGES for pair in held_out(kind, language)]
    ranked = model.rank_all([text for text, _ in kept])
    right = np.mean([ranking[0][0] == intent for ranking, (_, intent) in zip(ranked, kept, strict=True)])
    assert np.mean([ranking[0][1] for ranking in ranked]) == pytest.approx(right, abs=CALIBRATED)


STRANGE = {
    **{
        "nothing": "",
        "a space": " ",
        "a letter": "x",
        "a character": "龘",
        "a mark": "?",
        "control": "\x00\u200b\u202e",
    },
    **{
        "an emoji": "🦖",
        "emoji": "🦄🦄🦄",
        "400 emoji": "😀🎉" * 200,
        "one letter": "x" * 4000,
        "no words": "qwrtzp " * 570,
    },
    **{"Russian": "А где мой заказ?", "French": "Où est mon colis ?", "Japanese": "注文はいつ届きますか"},
    **{"Korean": "내 주문 어디에 있어요", "Thai": "หวัดดีครับ"},
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_what_nobody_taught_is_out_of_scope_or_taken_for_something_with_little_confidence(
    model: TextModel, text: str
) -> None:
    ranking = model.rank(text)
    assert len(ranking) == len(model.classes)
    assert ranking[0][0] == "out_of_scope" or ranking[0][1] < UNSURE


@pytest.mark.parametrize("sentence", ["where is my order, I waited all week. ", "我的订单到哪了，都等了一个星期了。"])
def test_four_thousand_characters_are_read_like_forty(model: TextModel, sentence: str) -> None:
    whole = sentence * (4000 // len(sentence))
    assert model.rank(whole)[0][0] == model.rank(sentence)[0][0]
