"""What Rasa gets to hear: a text is text, a button is its intent, an event is the intent event_<name>."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.turn_request import TurnRequest, read_payload

CHANNEL = "crm"
_SLASH, _HARMLESS = "/", "\u2215"  # a division slash: one character as well, so that no offset moves


class Silent(CollectingOutputChannel):
    """Replies are read from the turn's events; nothing is sent while it runs."""

    @classmethod
    def name(cls) -> str:
        """As in `channel:` of a response."""
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Nothing: a turn that fails must not have spoken."""


def harmless(text: str) -> str:
    """The text with its leading slash replaced: Rasa would run `/intent` as an intent."""
    position = len(text) - len(text.lstrip())
    if not text.startswith(_SLASH, position):
        return text
    return text[:position] + _HARMLESS + text[position + 1 :]


def parsed_as(intent: str, text: str | None, entities: dict[str, Any], source: str) -> dict[str, Any]:
    """Parse data that says this intent, without any doubt."""
    name = {"name": intent, "confidence": 1.0}
    found = [{"entity": key, "value": value, "extractor": source} for key, value in entities.items()]
    return {"text": text, "intent": name, "intent_ranking": [name], "entities": found}


def known_message(request: TurnRequest) -> UserMessage | None:
    """The message of a button or an event; None for a text, which has to be understood first."""
    if request.kind == "button":
        intent, entities = read_payload(request.content)
        return message_of(request, request.title, parsed_as(intent, request.title, entities, "button"))
    if request.kind == "event":
        return message_of(request, None, parsed_as(f"event_{request.content}", None, {}, CHANNEL))
    return None


def message_of(request: TurnRequest, text: str | None, parse_data: dict[str, Any]) -> UserMessage:
    """A message to Rasa that is understood already."""
    return UserMessage(
        text=text,
        output_channel=Silent(),
        sender_id=request.conversation_id,
        parse_data=parse_data,
        input_channel=CHANNEL,
        message_id=request.message_id,
        metadata=request.metadata,
    )
