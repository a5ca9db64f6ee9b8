"""A conversation as one line of time: messages, and beside them why the assistant did what it did. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_backend.conversations.schemas import Reading, StaffMessageView, TurnView
from crm_backend.ui.console.needs.views import Proposed

RANKED = 5  # intents shown
LONGEST_ANSWER = 4000  # characters of an action's answer
NONE_PROPOSED: Mapping[str, Sequence[Proposed]] = {}
LIVE_ITEMS = 60  # items sent when something changed


@dataclass(frozen=True)
class Why:
    """A turn, ready to be shown: names and figures only, no raw structures but an action's answer."""

    turn: TurnView
    intent: str | None
    confidence: float | None
    ranking: list[tuple[str, float]]
    entities: list[tuple[str, str]]
    slots: list[tuple[str, str]]
    calls: list["CallView"]
    effects: list[tuple[str, str]]
    responses: list[str]  # utter_* that the replies were made of
    proposals: Sequence[Proposed] = ()

    @property
    def bad(self) -> bool:
        return self.turn.state != "done" or any(not call.ok for call in self.calls)


@dataclass(frozen=True)
class CallView:
    """One call of an action, with its answer as text."""

    action: str
    started_ms: float | None
    ms: float | None
    status: str
    error: str | None
    answer: str

    @property
    def ok(self) -> bool:
        return self.status == "ok"


@dataclass(frozen=True)
class Item:
    """Either a message or a turn's why. `key` is its id in the page."""

    key: str
    message: StaffMessageView | None = None
    why: Why | None = None


def timeline(
    reading: Reading, newest: int | None = None, proposed: Mapping[str, Sequence[Proposed]] = NONE_PROPOSED
) -> list[Item]:
    """All items, oldest first, or the `newest`. A turn stands before its first reply, or where it happened."""
    before: dict[str | None, list[Item]] = {}
    for turn in reading.turns:
        replies = [message for message in reading.messages if message.turn_id == turn.id]
        why = explain(turn, replies, proposed.get(turn.message_id or "", ()) if turn.state == "done" else ())
        before.setdefault(_anchor(turn, reading.messages), []).append(Item(f"turn-{turn.id}", why=why))
    items: list[Item] = []
    for message in reading.messages:
        items += before.get(message.id, [])
        items.append(Item(f"message-{message.id}", message=message))
    items += before.get(None, [])
    return items if newest is None else items[-newest:]


def _anchor(turn: TurnView, messages: Sequence[StaffMessageView]) -> str | None:
    """The id of the message that the turn is shown before; None: at the end."""
    replies = (message.id for message in messages if message.turn_id == turn.id)
    later = (message.id for message in messages if message.created_at > turn.started_at)
    return next(replies, None) or next(later, None)


def explain(turn: TurnView, replies: Sequence[StaffMessageView] = (), proposals: Sequence[Proposed] = ()) -> Why:
    understood = turn.understanding or {}
    intent = _mapping(understood.get("intent"))
    ranking = [
        (str(entry.get("name")), float(entry.get("confidence") or 0))
        for entry in _mappings(understood.get("ranking"))[:RANKED]
    ]
    return Why(
        turn=turn,
        intent=intent.get("name"),
        confidence=intent.get("confidence"),
        ranking=ranking,
        entities=[
            (str(entry.get("entity")), _words(entry.get("value"))) for entry in _mappings(understood.get("entities"))
        ],
        slots=[(name, _words(value)) for name, value in sorted(turn.slots.items()) if value is not None],
        calls=[_call(call) for call in turn.calls],
        effects=[
            (str(effect.get("kind")), _details({k: v for k, v in effect.items() if k != "kind"}))
            for effect in turn.effects
        ],
        responses=[reply.response for reply in replies if reply.response],
        proposals=proposals,
    )


def _call(call: Mapping[str, Any]) -> CallView:
    answer = call.get("response")
    written = "" if answer is None else json.dumps(answer, ensure_ascii=False, indent=2)
    return CallView(
        action=str(call.get("action")),
        started_ms=call.get("started_ms"),
        ms=call.get("ms"),
        status=str(call.get("status")),
        error=call.get("error"),
        answer=written if len(written) <= LONGEST_ANSWER else f"{written[:LONGEST_ANSWER]}…",
    )


def _details(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {_words(value)}" for name, value in values.items())


def _words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
