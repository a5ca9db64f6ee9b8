"""Pure decisions about conversations: where a message goes, what a failure means, how one ended."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

ASSISTANT, QUEUE, AGENT, NOBODY = "assistant", "queue", "agent", "nobody"
OPEN_HOLDERS = (ASSISTANT, QUEUE, AGENT)
TEXT, BUTTON, AFTERWORD, EVENT = "text", "button", "afterword", "event"
MOVE, SKIP = "move", "skip"
GREETING, REMINDER, RETURNED, LEFT, IDLE, CLOSED = "greeting", "reminder", "returned", "left", "idle", "closed"
# Events that only make sense while the assistant holds the conversation and nothing else has happened
_FLEETING = (GREETING, REMINDER, RETURNED)
_SURVEY_PAYLOAD = "/csat_"
PRIORITIES = ("urgent", "high", "normal", "low")
UNREACHABLE = "unreachable"
# Nobody was there to do anything: Rasa, or the action server behind it. A restart takes seconds.
_AWAY = (UNREACHABLE, "action_unreachable")


def may_change(holder: str, to: str) -> bool:
    """Nobody is final: what comes later is a new conversation."""
    return holder != NOBODY and holder != to


def is_survey_payload(payload: str | None) -> bool:
    return bool(payload) and str(payload).startswith(_SURVEY_PAYLOAD)


def route(holder: str, kind: str, event: str | None, payload: str | None, *, survey: bool) -> str:
    """What becomes of an outbox entry now: its kind as the assistant sees it, MOVE or SKIP.

    After the close only the survey is still answered there; other words begin a new conversation.
    """
    if holder == ASSISTANT:
        return kind
    if holder != NOBODY or (kind == EVENT and event != CLOSED):
        return SKIP
    if kind == EVENT or is_survey_payload(payload):
        return kind
    return AFTERWORD if kind in (TEXT, AFTERWORD) and survey else MOVE


def rank(priority: str | None) -> int:
    """The place in the queue: urgent first, then high, then all others as they came."""
    return {"urgent": 0, "high": 1}.get(priority or "", 2)


@dataclass(frozen=True)
class Retry:
    """Try again at `at`."""

    at: datetime


@dataclass(frozen=True)
class GiveUp:
    """Tell the customer, and hand over."""


def after_failure(
    code: str, attempts: int, waiting_since: datetime, now: datetime, *, limit: int, patience: float, backoff: float
) -> Retry | GiveUp:
    """An assistant that is away is waited for `patience` s; one that fails is tried `limit` times. Backoff doubles."""
    delay = timedelta(seconds=min(backoff * 2 ** min(attempts - 1, 10), 3.0))
    spent = (now + delay - waiting_since).total_seconds() > patience
    if spent or (code not in _AWAY and attempts >= limit):
        return GiveUp()
    return Retry(now + delay)


def closing_outcome(holder: str, need: str | None, met: bool) -> str:
    """The outcome of a conversation that its holder closes. A need left unmet by the assistant is `abandoned`."""
    if holder == AGENT:
        return "resolved_by_agent"
    if holder == QUEUE:
        return "abandoned"
    return "resolved_by_assistant" if met or need is None else "abandoned"


def next_idle_step(
    quiet_since: datetime, reminded_at: datetime | None, now: datetime, *, remind_after: float, abandon_after: float
) -> str | None:
    """REMINDER, IDLE (time to close) or None, for a conversation in which the customer was last seen `quiet_since`."""
    quiet = (now - quiet_since).total_seconds()
    reminded = reminded_at is not None and reminded_at >= quiet_since
    if quiet >= abandon_after:
        return IDLE
    return REMINDER if quiet >= remind_after and not reminded else None


def gathered(given: object) -> dict[str, str]:
    """What the assistant found out, as it is kept: short texts by short names, and not too many."""
    if not isinstance(given, Mapping):
        return {}
    told = {str(name)[:40]: str(value).strip()[:1000] for name, value in list(given.items())[:20] if value is not None}
    return {name: text for name, text in told.items() if text}


def is_fleeting(event: str | None) -> bool:
    """An event whose answer, if it fails, nobody misses."""
    return event in _FLEETING


def button_id(message_id: str, index: int) -> str:
    return f"{message_id}.{index}"


def message_of_button(button: str) -> str:
    return button.partition(".")[0]


def write_cursor(seen: dict[str, int]) -> str:
    """A cursor is the last seq seen of each conversation; opaque to clients."""
    return base64.urlsafe_b64encode(json.dumps(seen, separators=(",", ":")).encode()).decode()


def read_cursor(cursor: str | None) -> dict[str, int]:
    """The positions of a cursor; an unreadable one means "from the beginning", which loses nothing."""
    try:
        seen = json.loads(base64.urlsafe_b64decode(cursor or ""))
        return {str(key): max(0, int(value)) for key, value in seen.items()}
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error):
        return {}
