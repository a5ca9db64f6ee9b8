"""Intents by `text_model`, as a component of Rasa."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.importer import texts_of
from bot.text_model import TextModel

_FILE = "text_model.joblib"
_RANKING = 10  # intents that a message keeps


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Reads the text itself: it needs no featurizer and no tokenizer before it."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: TextModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strength` and `out_of_scope`: see TextModel. `unlabelled`: a file of texts without intents, one a line."""
        return {"strength": 1.0, "out_of_scope": None, "unlabelled": None}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """For training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """For predicting. A model without examples of intents predicts none."""
        with model_storage.read_from(resource) as folder:
            path = folder / _FILE
            return cls(config, model_storage, resource, joblib.load(path) if path.exists() else None)

    def train(self, training_data: TrainingData) -> Resource:
        """On every example that has a text and an intent."""
        taught = [message for message in training_data.intent_examples if message.get(TEXT)]
        examples = [(text, message.get(INTENT)) for message in taught for text in texts_of(message)]
        if examples:
            texts, intents = [text for text, _ in examples], [intent for _, intent in examples]
            model = TextModel(float(self._config["strength"]), self._config["out_of_scope"])
            self._model = model.fit(texts, intents, self._unlabelled())
            with self._storage.write_to(self._resource) as folder:
                joblib.dump(self._model, folder / _FILE, compress=1)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the intent and its rivals, each with its confidence."""
        texts = [message.get(TEXT) or "" for message in messages]
        ranked = self._model.rank_all(texts) if self._model else [[] for _ in texts]
        for message, text, rivals in zip(messages, texts, ranked, strict=True):
            ranking = [{"name": name, "confidence": share} for name, share in rivals[:_RANKING] if text]
            best = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set("intent", best, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _unlabelled(self) -> list[str]:
        path = self._config["unlabelled"]
        lines = Path(path).read_text("utf-8").splitlines() if path else []
        return [line for line in lines if line.strip()]
