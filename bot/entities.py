"""Order ids and contacts as entities. Rasa's RegexEntityExtractor breaks where they are glued to Chinese."""

from __future__ import annotations

from typing import Any

from rapport_text.contacts import find_contacts
from rapport_text.order_ids import find_order_ids
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

Entity = dict[str, Any]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RapportEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds the entities `order_id` and `contact` (role-less; phone or e-mail), in the order of the text."""

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
    """Entities as Rasa writes them."""
    spans = [("order_id", *found) for found in find_order_ids(text)]
    spans += [("contact", contact.value, contact.start, contact.end) for contact in find_contacts(text)]
    return [
        {"entity": name, "value": value, "start": start, "end": end, "confidence_entity": 1.0}
        for name, value, start, end in sorted(spans, key=lambda span: span[2])
    ]
