"""Tokens of Chinese and English in one text."""

from __future__ import annotations

import re

from rapport_text.normalise import blanked, normalise
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.spans import named_spans

_PIECE = re.compile(
    r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"  # a Chinese character is a token
    r"|[^\W\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+(?:'[a-z]{1,3}\b)?"  # a word or number with its 's
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BilingualTokenizer(Tokenizer):
    """Words and numbers whole, each Chinese character by itself, an order id or a contact as one token.

    All order ids share one lemma, and all contacts another, so that a classifier learns from their presence only.
    """

    @staticmethod
    def get_default_config() -> dict[str, object]:
        """No more than what Rasa's base class needs."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def create(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BilingualTokenizer:
        """As the recipe asks."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens with exact offsets; a text without any word is one token."""
        text = message.get(attribute)
        plain = normalise(text).lower()
        if len(plain) != len(text):  # a few letters grow when lowered
            plain = normalise(text)
        ids = named_spans(text)
        pieces = _PIECE.finditer(blanked(plain, [(start, end) for start, end, _ in ids]))
        spans = ids + [(piece.start(), piece.end(), piece.group()) for piece in pieces]
        tokens = [Token(text[start:end], start, end, lemma=lemma) for start, end, lemma in sorted(spans)]
        return self._apply_token_pattern(tokens or [Token(text, 0)])
