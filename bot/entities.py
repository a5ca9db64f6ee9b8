"""What rapport_text finds, as entities. Rasa's RegexEntityExtractor breaks where they are glued to Chinese."""

from __future__ import annotations

from typing import Any

from rapport_text.entities import find_entities
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

Entity = dict[str, Any]

_NAMES = {"phone": "contact", "email": "contact"}  # to the dialogue both are ways to reach somebody
_EXTENSION = "x"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RapportEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds `order_id`, `contact` (phone or e-mail), `amount`, `date`, `address`, `person`, in the order of the text."""

    @classmethod
    def create(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RapportEntityExtractor:
        """As the recipe asks."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds what is found to the entities that are there already."""
        for message in messages:
            found = self.add_extractor_name(entities_in(message.get(TEXT) or ""))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def entities_in(text: str) -> list[Entity]:
    """Entities as Rasa writes them. A relative date keeps its words: what it means depends on the day it was said."""
    return [
        {
            "entity": _NAMES.get(found.label, found.label),
            "value": found.value.split(_EXTENSION)[0] if found.label == "phone" else found.value,
            "start": found.start,
            "end": found.end,
            "confidence_entity": 1.0,
        }
        for found in find_entities(text)
    ]
