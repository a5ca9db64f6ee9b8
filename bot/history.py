"""A conversation's tracker, cut at the border of a turn, so that a turn costs the same at turn 10 and 1,000."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker

State = Mapping[str, Any]


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What the events before a turn's border have left behind: slots, loop, pause."""
    loop = tracker.active_loop
    return {
        "slots": {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value != slot.initial_value and name != SESSION_START_METADATA_SLOT
        },
        "active_loop": {"name": loop.name, "rejected": loop.rejected} if loop else None,
        "paused": tracker.is_paused(),
        "latest_action_name": tracker.latest_action_name,
    }


def opening(state: State) -> list[Event]:
    """Events that lead a new tracker to this state, listening."""
    loop = state.get("active_loop") or {}
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    events += [SlotSet(name, value) for name, value in (state.get("slots") or {}).items()]
    if loop.get("name"):
        events += [ActionExecuted(loop["name"]), ActiveLoop(loop["name"])]
        events += [ActionExecutionRejected(loop["name"])] if loop.get("rejected") else []
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    return [*events, ConversationPaused()] if state.get("paused") else events


def rebuilt(conversation_id: str, domain: Domain, state: State | None, events: Iterable[Event]) -> DialogueStateTracker:
    """A tracker that goes on where these events end; `state` is the one before them, if they don't begin the story."""
    past = opening(state) if state is not None else []
    return DialogueStateTracker.from_events(conversation_id, [*past, *events], slots=domain.slots)


class History:
    """A live tracker and where its turns end."""

    def __init__(self, tracker: DialogueStateTracker, turn: int) -> None:
        self.tracker = tracker
        self.turn = turn
        self._borders: list[tuple[int, dict[str, Any]]] = [(len(tracker.events), state_of(tracker))]

    def end_turn(self, turn: int, domain: Domain, window: int) -> None:
        """Marks the border; past twice the window, leaves only the newest turns that fill it."""
        self.turn = turn
        self._borders.append((len(self.tracker.events), state_of(self.tracker)))
        if len(self.tracker.events) > 2 * window:
            self._cut(domain, window)

    def _cut(self, domain: Domain, window: int) -> None:
        total = len(self.tracker.events)
        position = max((n for n, (end, _) in enumerate(self._borders) if total - end >= window), default=None)
        if position is None:
            return
        end, state = self._borders[position]
        kept = list(islice(self.tracker.events, end, None))
        followup = self.tracker.followup_action
        self.tracker = rebuilt(self.tracker.sender_id, domain, state, kept)
        self.tracker.followup_action = followup
        shift = end - (len(self.tracker.events) - len(kept))
        self._borders = [(border - shift, past) for border, past in self._borders[position:]]
