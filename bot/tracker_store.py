"""Rasa's working memory: live trackers, bounded, rebuilt from the ledger. It keeps no database."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.failures import TurnFailed
from bot.history import History, rebuilt
from bot.ledger import Ledger


class LedgerTrackerStore(TrackerStore):
    """Given to Rasa as it is: behind a FailSafeTrackerStore an error would become an empty conversation."""

    def __init__(self, ledger: Ledger, window: int, conversations: int, domain: Domain | None = None) -> None:
        super().__init__(domain)
        self._ledger = ledger
        self._window = window
        self._limit = conversations
        self._kept: OrderedDict[str, History] = OrderedDict()

    async def prepare(self, conversation_id: str, turn: int) -> DialogueStateTracker:
        """The tracker as it is before this turn; TurnFailed if its past can't be had."""
        kept = self._kept.get(conversation_id)
        if kept is None or kept.turn != turn - 1:
            kept = self._kept[conversation_id] = await self._rebuild(conversation_id, turn)
        self._kept.move_to_end(conversation_id)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        return kept.tracker

    async def _rebuild(self, conversation_id: str, turn: int) -> History:
        if turn == 1:
            return History(self.init_tracker(conversation_id), 0)
        page = await self._ledger.newest(conversation_id, self._window)
        if page.turn != turn - 1:
            raise TurnFailed("history_unavailable", f"turn {turn} asked for, but the ledger ends at {page.turn}")
        try:
            events = [event for event in map(Event.from_parameters, page.events) if event is not None]
        except (KeyError, TypeError, ValueError) as error:
            raise TurnFailed("history_unavailable", f"unreadable event: {error}") from error
        return History(rebuilt(conversation_id, self.domain, page.state, events), page.turn)

    def end_turn(self, conversation_id: str, turn: int) -> None:
        """Keeps what the turn has left behind."""
        self._kept[conversation_id].end_turn(turn, self.domain, self._window)

    def drop(self, conversation_id: str) -> None:
        """Forgets a conversation: a failed turn leaves no trace."""
        self._kept.pop(conversation_id, None)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The live tracker; only a turn that was prepared has one."""
        kept = self._kept.get(sender_id)
        return kept.tracker if kept else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Nothing to do: the tracker is live, and the turn's end is marked by `end_turn`."""

    async def keys(self) -> Iterable[str]:
        """Conversations in memory."""
        return list(self._kept)
