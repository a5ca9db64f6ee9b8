"""What an action sees of a turn, and what it can say and ask for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.remarks import named_together
from actions.wording import inset
from rapport_text.order_ids import order_key

Event = dict[str, Any]
Events = list[Event]
Button = dict[str, str]
PRESSED = 1.0  # the confidence of a button


class Turn:
    """The latest message with its meaning, the slots, and the dispatcher behind plain names."""

    def __init__(self, tracker: Tracker, dispatcher: CollectingDispatcher, zone: ZoneInfo) -> None:
        self.tracker = tracker
        self.zone = zone
        self._dispatcher = dispatcher
        self._message: Mapping[str, Any] = tracker.latest_message or {}
        self._metadata: Mapping[str, Any] = self._message.get("metadata") or {}

    @property
    def conversation_id(self) -> str:
        """The conversation, as the CRM names it."""
        return str(self.tracker.sender_id)

    @property
    def message_id(self) -> str:
        """The key under which the CRM applies a change once."""
        return str(self._message.get("message_id") or "")

    @property
    def text(self) -> str:
        """What the customer typed, or the title of the button."""
        return str(self._message.get("text") or "")

    @property
    def intent(self) -> str:
        """Rasa's reading of it."""
        return str((self._message.get("intent") or {}).get("name") or "")

    @property
    def confidence(self) -> float:
        """How sure the reading is; 1.0 for a button."""
        return float((self._message.get("intent") or {}).get("confidence") or 0.0)

    @property
    def pressed(self) -> bool:
        """Whether it was a button, whose title is not the customer's own words."""
        return self.confidence >= PRESSED

    @property
    def ranking(self) -> list[tuple[str, float]]:
        """Rasa's readings, the best first."""
        ranked = self._message.get("intent_ranking") or []
        return [(str(one.get("name")), float(one.get("confidence") or 0)) for one in ranked]

    @property
    def language(self) -> str:
        """`zh` or `en`."""
        return "zh" if self._metadata.get("language") == "zh" else "en"

    @property
    def verified(self) -> bool:
        """Whether the shop vouched for who this is."""
        return bool(self._metadata.get("verified"))

    @property
    def agent_name(self) -> str | None:
        """The colleague who had the conversation, as it stands in a sentence."""
        name = str(self._metadata.get("agent_name") or "")
        return (inset(name) if self.language == "zh" else name) if name else None

    def metadata(self, key: str) -> Any:
        """Whatever else the CRM says about the turn."""
        return self._metadata.get(key)

    def entities(self, name: str) -> list[str]:
        """All values of an entity, in the order of the text."""
        return [
            str(e["value"]) for e in self._message.get("entities") or [] if e.get("entity") == name and e.get("value")
        ]

    def entity(self, name: str) -> str | None:
        """The last value of an entity: who corrects himself says the right one last."""
        return next(reversed(self.entities(name)), None)

    def order_id(self) -> str | None:
        """The order the customer names; of several at once the first."""
        return self.entities("order_id")[0] if self.names_several else self.entity("order_id")

    @property
    def names_several(self) -> bool:
        """Whether the customer wants something for several orders at once."""
        return len(self.entities("order_id")) > 1 and named_together(self.text)

    def slot(self, name: str) -> Any:
        """A slot's value."""
        return self.tracker.get_slot(name)

    def same_order(self, one: str | None, other: str | None) -> bool:
        """Whether two spellings mean one order."""
        return one is not None and other is not None and order_key(one) == order_key(other)

    @property
    def form(self) -> str | None:
        """The form that is going on."""
        return (self.tracker.active_loop or {}).get("name")

    def events_since_message(self) -> Iterator[Mapping[str, Any]]:
        """What happened in this turn, newest first."""
        for event in reversed(self.tracker.events):
            if event.get("event") == "user":
                return
            yield event

    def say(self, response: str, /, **values: object) -> None:
        """Utter a response of the domain."""
        self._dispatcher.utter_message(response=response, **values)

    def offer(self, response: str, buttons: Sequence[Button], /, **values: object) -> None:
        """The same, with buttons in addition to the response's own."""
        self._dispatcher.utter_message(response=response, buttons=list(buttons), **values)

    def ask_for(self, kind: str, **details: object) -> None:
        """Leave an effect for the CRM to carry out when the turn is committed."""
        self._dispatcher.utter_message(json_message={"effect": {"kind": kind, **details}})


def payload(intent: str, **entities: str) -> str:
    """What a button sends: `/inform{"order_id": "A1001"}`."""
    return f"/{intent}" + (json.dumps(entities, ensure_ascii=False) if entities else "")


def slots(**values: object) -> Events:
    """One SlotSet for each."""
    return [SlotSet(name, value) for name, value in values.items()]
