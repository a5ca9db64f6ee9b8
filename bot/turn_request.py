"""A turn as the CRM asks for it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.failures import BadRequest

KINDS = {"text": "text", "button": "payload", "event": "name", "afterword": "text"}
_PAYLOAD = re.compile(r"/(?P<intent>[\w.-]+)\s*(?P<entities>\{.*\})?\s*", re.DOTALL)
_EVENT = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class TurnRequest:
    """`turn` is the number that this turn will have if it succeeds, counted from 1."""

    conversation_id: str
    message_id: str
    turn: int
    kind: str
    content: str
    title: str
    metadata: dict[str, Any]


def read_request(body: object) -> TurnRequest:
    """The request in a decoded JSON body; BadRequest names what is wrong with it."""
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object")
    given, metadata, turn = body.get("input"), body.get("metadata", {}), body.get("turn")
    if not isinstance(given, dict) or given.get("kind") not in KINDS:
        raise BadRequest(f"input.kind must be one of {', '.join(KINDS)}")
    if not isinstance(metadata, dict):
        raise BadRequest("metadata must be an object")
    if not isinstance(turn, int) or isinstance(turn, bool) or turn < 1:
        raise BadRequest("turn must be a number from 1")
    content = _text(given, KINDS[given["kind"]])
    if given["kind"] == "event" and not _EVENT.fullmatch(content):
        raise BadRequest("input.name must be a name such as greeting")
    ids = _text(body, "conversation_id"), _text(body, "message_id")
    if not all(ids):
        raise BadRequest("conversation_id and message_id must not be empty")
    title = given.get("title") or content
    return TurnRequest(*ids, turn, given["kind"], content, str(title), {**metadata, "turn": turn})


def read_payload(payload: str) -> tuple[str, dict[str, Any]]:
    """Intent and entities of a button: `/cancel_order{"order_id": "A1001"}`."""
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        raise BadRequest("a button's payload must be /intent or /intent{json}")
    try:
        entities = json.loads(match["entities"] or "{}")
    except ValueError as error:
        raise BadRequest(f"the entities of a button's payload must be JSON: {error}") from error
    if not isinstance(entities, dict):
        raise BadRequest("the entities of a button's payload must be a JSON object")
    return match["intent"], entities


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise BadRequest(f"{name} must be a text")
    return value
