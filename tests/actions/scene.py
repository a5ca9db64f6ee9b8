"""Runs one action as the action server would, and shows what it said and did."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import RapportAction
from actions.crm_client import Crm


@dataclass
class Outcome:
    """What came out: responses with their values, effects, slots, and the loop if it was set."""

    events: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    slots: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.slots = {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def said(self) -> list[str]:
        return [message["response"] for message in self.messages if message["response"]]

    @property
    def effects(self) -> list[dict[str, Any]]:
        return [message["custom"]["effect"] for message in self.messages if message["custom"]]

    @property
    def left_form(self) -> bool:
        return any(event["event"] == "active_loop" and event["name"] is None for event in self.events)

    def values(self, response: str) -> dict[str, Any]:
        return next(message for message in self.messages if message["response"] == response)


async def act(
    action: type[RapportAction],
    crm: Crm,
    intent: str = "inform",
    text: str = "",
    *,
    entities: dict[str, Any] | None = None,
    slots: dict[str, Any] | None = None,
    form: str | None = None,
    events: list[dict[str, Any]] | None = None,
    confidence: float = 0.9,
    ranking: Sequence[tuple[str, float]] = (),
    **metadata: Any,
) -> Outcome:
    """One action after one message."""
    message = {
        "text": text,
        "message_id": "m1",
        "intent": {"name": intent, "confidence": confidence},
        "intent_ranking": [{"name": name, "confidence": sure} for name, sure in ranking],
        "entities": [
            {"entity": name, "value": value}
            for name, values in (entities or {}).items()
            for value in (values if isinstance(values, list) else [values])
        ],
        "metadata": {"language": "en", "verified": True, **metadata},
    }
    loop = {"name": form} if form else {}
    tracker = Tracker("c1", dict(slots or {}), message, events or [], False, None, loop, "action_listen")
    dispatcher = CollectingDispatcher()
    found = await action(crm, ZoneInfo("UTC")).run(dispatcher, tracker, {})
    return Outcome(found, dispatcher.messages)
