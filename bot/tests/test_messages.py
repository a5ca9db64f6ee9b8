from __future__ import annotations

import pytest
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message

from bot.messages import harmless


@pytest.mark.parametrize("text", ["/greet", "  /greet", '\t/inform{"a": "b"}', "/", "//x", "\u3000/greet"])
def test_a_slash_never_becomes_an_intent(text: str) -> None:
    safe = harmless(text)
    assert len(safe) == len(text)
    assert YAMLStoryReader.unpack_regex_message(Message({"text": safe})).get("intent") is None


@pytest.mark.parametrize("text", ["hi /greet", "", "你好", " "])
def test_other_texts_stay(text: str) -> None:
    assert harmless(text) == text
