from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.classifier import LinearIntentClassifier
from bot.importer import FURTHER

RESOURCE = Resource("classifier")
CONTEXT = ExecutionContext(GraphSchema({}))
EXAMPLES = {"greet": ["hello", "hi there", "你好"], "order_status": ["where is my order", "订单到哪了", "track it"]}


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage.create(tmp_path)


def trained(storage: LocalModelStorage, examples: dict[str, list[str]]) -> LinearIntentClassifier:
    """Trained, written, and loaded again, as Rasa does it."""
    messages = [Message.build(text=text, intent=intent) for intent, texts in examples.items() for text in texts]
    config = LinearIntentClassifier.get_default_config()
    LinearIntentClassifier.create(config, storage, RESOURCE, CONTEXT).train(TrainingData(messages))
    return LinearIntentClassifier.load(config, storage, RESOURCE, CONTEXT)


def test_what_was_trained_is_loaded_and_ranks(storage: LocalModelStorage) -> None:
    [message] = trained(storage, EXAMPLES).process([Message.build("where is order A1001")])
    assert message.get("intent")["name"] == "order_status"
    assert [rival["name"] for rival in message.get("intent_ranking")] == ["order_status", "greet"]
    assert message.as_dict(only_output_properties=True)["intent"]["confidence"] > 0.5


def test_a_message_may_stand_for_further_texts(storage: LocalModelStorage) -> None:
    messages = [Message.build("hello", "greet"), Message.build("track it", "order_status")]
    messages[1].set(FURTHER, ["我的包裹呢"])
    config = LinearIntentClassifier.get_default_config()
    classifier = LinearIntentClassifier.create(config, storage, RESOURCE, CONTEXT)
    classifier.train(TrainingData(messages))
    [message] = classifier.process([Message.build("包裹")])
    assert message.get("intent")["name"] == "order_status"


def test_no_text_and_no_examples_give_no_intent(storage: LocalModelStorage, tmp_path: Path) -> None:
    [silent] = trained(storage, EXAMPLES).process([Message.build("")])
    assert silent.get("intent") == {"name": None, "confidence": 0.0}
