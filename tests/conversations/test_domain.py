"""Every sentence exists in both languages, and says the same things."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
RESPONSES: dict[str, list[dict[str, Any]]] = DOMAIN["responses"]
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MARK = re.compile(r"\{(\w+)\}")


def variants(name: str, language: str) -> list[dict[str, Any]]:
    return [v for v in RESPONSES[name] if v["metadata"]["language"] == language]


@pytest.mark.parametrize("name", RESPONSES)
def test_both_languages_say_the_same(name: str) -> None:
    english, chinese = variants(name, "en"), variants(name, "zh")
    assert english
    assert chinese
    assert len(english) + len(chinese) == len(RESPONSES[name])
    marks = {frozenset(_MARK.findall(v["text"])) for v in RESPONSES[name]}
    payloads = {tuple(b["payload"] for b in v.get("buttons", ())) for v in RESPONSES[name]}
    assert len(marks) == 1
    assert len(payloads) == 1


@pytest.mark.parametrize("name", RESPONSES)
def test_each_is_written_in_its_language(name: str) -> None:
    for variant in RESPONSES[name]:
        chinese = variant["metadata"]["language"] == "zh"
        for text in (variant["text"], *(button["title"] for button in variant.get("buttons", ()))):
            assert bool(_HAN.search(text)) is chinese


def test_buttons_lead_to_intents_that_exist() -> None:
    for name in RESPONSES:
        for button in (b for v in RESPONSES[name] for b in v.get("buttons", ())):
            intent = re.match(r"/(\{?\w+\}?)", button["payload"])
            assert intent
            assert intent[1] in (*DOMAIN["intents"], "{retry_intent}")


def test_every_response_that_actions_and_rules_use_exists_and_no_other() -> None:
    sources = [*(ROOT / "actions").glob("*.py"), *(ROOT / "data/rules").glob("*.yml")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    used = set(re.findall(r"utter_[a-z_]*[a-z](?![a-z_{])", text)) - {"utter_message"}
    assert used - {"utter_order", "utter_not_cancellable"} <= set(RESPONSES)
    composed = (
        *("utter_order_", "utter_not_cancellable_", "utter_ask_order_", "utter_csat_thanks_"),
        *("utter_confirm_", "utter_done_", "utter_already_requested_", "utter_too_late_", "utter_refund_"),
        *("utter_return_", "utter_privacy_confirm_", "utter_glad", "utter_praise_thanks", "utter_suggestion_thanks"),
    )
    unused = {name for name in set(RESPONSES) - used if not name.startswith(composed)}
    assert unused == {"utter_default"}  # of Rasa's own fallback action
