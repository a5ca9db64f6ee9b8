"""The words of the assistant: of each response the variant in the customer's language and of their strategy."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.placeholders import filled
from bot.replies import Edited, EditedReplies, worded

FALLBACK = "en"
_FILLED = ("text", "image", "custom", "buttons", "attachment", "quick_replies")
_FOR_CHOOSING = ("condition", "channel", "metadata", "id")
Variant = dict[str, Any]


class BilingualResponses(TemplatedNaturalLanguageGenerator):
    """Chooses by a variant's `metadata: {language, strategy}`; a model swap renews its responses.

    A turn that says of newer edited replies (`replies_version`) is answered with them.
    """

    def __init__(self, responses: dict[str, list[Variant]], edits: EditedReplies) -> None:
        super().__init__(responses)
        self._edits = edits

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Variant | None:
        """The message of a response, with the response's name and language on it; None if there is none."""
        slots = tracker.current_slot_values()
        if utter_action not in self.responses:
            return None
        turn = _metadata(tracker)
        edited = await self._edits.of(turn.get("replies_version"))
        responses = {utter_action: worded(utter_action, self.responses[utter_action], edited)}
        variants = ResponseVariationFilter(responses).responses_for_utter_action(utter_action, output_channel, slots)
        chosen = choose(variants, language_of(tracker), turn.get("strategy"), _draw(tracker, turn, utter_action))
        if chosen is None:
            return None
        message = {key: value for key, value in copy.deepcopy(chosen).items() if key not in _FOR_CHOOSING}
        about = chosen.get("metadata") or {}
        values = {**slots, **_facts(edited, about.get("language"), slots), **kwargs}
        message.update({key: filled(message[key], values) for key in _FILLED if key in message})
        return {**message, "language": about.get("language"), "strategy": about.get("strategy")}


def _facts(edited: Edited, language: str | None, slots: dict[str, Any]) -> dict[str, str]:
    """What is known of the business, but for names that a slot fills."""
    facts = edited.facts.get(language or FALLBACK, {})
    return {name: value for name, value in facts.items() if slots.get(name) is None}


def choose(variants: list[Variant], language: str, strategy: str | None, draw: int) -> Variant | None:
    """The variant to use: language before strategy, strategy before none; `draw` decides between equal ones."""
    spoken = _having(variants, "language", language) or _having(variants, "language", FALLBACK) or variants
    fitting = (strategy and _having(spoken, "strategy", strategy)) or _having(spoken, "strategy", None)
    fitting = fitting or _having(spoken, "strategy", "default") or spoken
    return fitting[draw % len(fitting)] if fitting else None


def _having(variants: list[Variant], name: str, value: str | None) -> list[Variant]:
    return [variant for variant in variants if (variant.get("metadata") or {}).get(name) == value]


def language_of(tracker: DialogueStateTracker) -> str:
    """Of the last message that had one; else the slot; else English."""
    if language := _metadata(tracker).get("language"):
        return str(language)
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered) and event.metadata.get("language"):
            return str(event.metadata["language"])
    slot = tracker.slots.get("language")
    return str(slot.value) if slot is not None and slot.value else FALLBACK


def _metadata(tracker: DialogueStateTracker) -> dict[str, Any]:
    return (tracker.latest_message.metadata or {}) if tracker.latest_message else {}


def _draw(tracker: DialogueStateTracker, turn: dict[str, Any], utter_action: str) -> int:
    """The same for the same turn of the same conversation, so that a replay says the same."""
    seed = f"{tracker.sender_id}:{turn.get('turn', 0)}:{utter_action}"
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
