"""Components of Rasa in a row, taught and asked without the rest of Rasa: ours, and its own two classifiers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

OUTSIDE = "out_of_scope"
Ranking = list[tuple[str, float]]
Part = tuple[type[GraphComponent], dict[str, Any]]


class Pipeline:
    """Taught by `teach`; then `rank` gives for each text (intent, confidence), the likeliest first."""

    def __init__(self, parts: list[Part]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="rapport-pipeline-")
        storage = LocalModelStorage.create(Path(self._folder.name))
        self._parts: list[Any] = []
        for number, (kind, config) in enumerate(parts):
            name = f"{kind.__name__}{number}"
            whole = {**kind.get_default_config(), **config}
            context = ExecutionContext(GraphSchema({}), node_name=name)
            self._parts.append(kind.create(whole, storage, Resource(name), context))

    def teach(self, rows: list[list[str]]) -> None:
        data = TrainingData([Message.build(text=text, intent=intent) for text, intent in rows])
        for part in self._parts:
            if hasattr(part, "train"):
                part.train(data)
            if part is not self._parts[-1]:
                part.process_training_data(data)

    def rank(self, texts: list[str]) -> list[Ranking]:
        messages = [Message.build(text=text) for text in texts]
        for part in self._parts:
            part.process(messages)
        return [[(rival["name"], rival["confidence"]) for rival in m.get("intent_ranking")] for m in messages]


def untaught(kind: str, epochs: int, unlabelled: Path | None) -> Pipeline:
    """`kind` is rapport, logistic_regression or diet; only the first learns from `unlabelled`, a text a line."""
    if kind == "rapport":
        from bot.classifier import LinearIntentClassifier

        config = {"out_of_scope": OUTSIDE, "unlabelled": str(unlabelled) if unlabelled else None}
        return Pipeline([(LinearIntentClassifier, config)])
    return Pipeline([*_features(), _logistic() if kind == "logistic_regression" else _diet(epochs)])


def _features() -> list[Part]:
    """Those of Rasa's default config."""
    from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
    from rasa.nlu.featurizers.sparse_featurizer.lexical_syntactic_featurizer import LexicalSyntacticFeaturizer
    from rasa.nlu.featurizers.sparse_featurizer.regex_featurizer import RegexFeaturizer
    from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer

    return [
        (WhitespaceTokenizer, {}),
        (RegexFeaturizer, {}),
        (LexicalSyntacticFeaturizer, {}),
        (CountVectorsFeaturizer, {}),
        (CountVectorsFeaturizer, {"analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}),
    ]


def _logistic() -> Part:
    from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier

    return LogisticRegressionClassifier, {"ranking_length": 0}


def _diet(epochs: int) -> Part:
    from rasa.nlu.classifiers.diet_classifier import DIETClassifier

    return DIETClassifier, {"epochs": epochs, "ranking_length": 0, "constrain_similarities": True}
