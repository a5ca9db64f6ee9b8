"""The answer to a turn, read from the tracker events that it left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered

from bot.turn_request import TurnRequest

_UNSEEN = (ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME)
_RANKED = 5  # intents that a manager gets to see


def replies_in(events: Sequence[Event], language: str) -> list[dict[str, Any]]:
    """What the customer gets to read."""
    said = [event for event in events if isinstance(event, BotUttered) and event.text]
    return [
        {
            "text": event.text,
            "buttons": [
                {"title": str(button.get("title", "")), "payload": str(button.get("payload", ""))}
                for button in event.data.get("buttons") or []
            ],
            "response": event.metadata.get("utter_action"),
            "language": event.metadata.get("language") or language,
        }
        for event in said
    ]


def effects_in(events: Sequence[Event]) -> list[dict[str, Any]]:
    """What the CRM has to do, in the order in which the actions said so."""
    custom = [event.data.get("custom") for event in events if isinstance(event, BotUttered)]
    return [part["effect"] for part in custom if isinstance(part, dict) and isinstance(part.get("effect"), dict)]


def steps_in(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Which action ran, who chose it, how surely, and by which rule."""
    ran = [event for event in events if isinstance(event, ActionExecuted) and event.action_name not in _UNSEEN]
    return [
        {
            "action": event.action_name or event.action_text,
            "policy": event.policy.rpartition("_")[2] if event.policy else None,
            "confidence": event.confidence,
            "rule": event.metadata.get("rule"),
        }
        for event in ran
    ]


def understanding_in(parse_data: dict[str, Any]) -> dict[str, Any]:
    """How the message was understood."""
    return {
        "text": parse_data.get("text"),
        "intent": _named(parse_data.get("intent") or {}),
        "ranking": [_named(intent) for intent in (parse_data.get("intent_ranking") or [])[:_RANKED]],
        "entities": [
            {key: value for key, value in entity.items() if key in ("entity", "value", "start", "end", "extractor")}
            for entity in parse_data.get("entities") or []
        ],
    }


def answer_of(request: TurnRequest, events: Sequence[Event], state: dict[str, Any]) -> dict[str, Any]:
    """All that the tracker tells about the turn."""
    heard = next((event for event in events if isinstance(event, UserUttered)), None)
    return {
        "message_id": request.message_id,
        "turn": request.turn,
        "replies": replies_in(events, str(request.metadata.get("language") or "en")),
        "events": [event.as_dict() for event in events],
        "state": state,
        "understanding": understanding_in(heard.parse_data) if heard else None,
        "steps": steps_in(events),
        "effects": effects_in(events),
    }


def follow_answer(request: TurnRequest, parse_data: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    """A text after the close that is a new request: nothing is said here, and the turn does not count."""
    answer = answer_of(request, [], state)
    return {**answer, "understanding": understanding_in(parse_data), "effects": [{"kind": "follow"}]}


def _named(intent: dict[str, Any]) -> dict[str, Any]:
    return {"name": intent.get("name"), "confidence": intent.get("confidence")}
