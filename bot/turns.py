"""One turn: in order, once, in time, or not at all."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from itertools import islice
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.trackers import DialogueStateTracker

from bot.afterword import read_afterword
from bot.answer import answer_of, follow_answer
from bot.context import meant
from bot.failpoints import passing
from bot.failures import TurnFailed
from bot.history import state_of
from bot.messages import CHANNEL, Silent, harmless, known_message, message_of, parsed_as
from bot.processor import TurnProcessor
from bot.recorder import Recording, recording
from bot.settings import BotSettings
from bot.tracker_store import LedgerTrackerStore
from bot.turn_request import TurnRequest

logger = logging.getLogger(__name__)
Answer = dict[str, Any]


class Turns:
    """Takes the turns of all conversations; those of one conversation one after the other."""

    def __init__(self, settings: BotSettings, processor: TurnProcessor, store: LedgerTrackerStore) -> None:
        self._settings = settings
        self._processor = processor
        self._store = store
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._answered: OrderedDict[str, Answer] = OrderedDict()  # the last answer of each conversation

    @property
    def model_id(self) -> str:
        """Of the model that answers."""
        return str(self._processor.model_metadata.model_id)

    async def take(self, request: TurnRequest) -> tuple[int, Answer]:
        """HTTP status and answer; a message that was answered already gets the same answer again."""
        lock = self._locks.setdefault(request.conversation_id, asyncio.Lock())
        async with lock:
            last = self._answered.get(request.conversation_id)
            if last and (last["message_id"], last["turn"]) == (request.message_id, request.turn):
                return 200, last
            with recording() as record:
                return await self._take(request, record)

    async def _take(self, request: TurnRequest, record: Recording) -> tuple[int, Answer]:
        try:
            answer = await asyncio.wait_for(self._run(request), self._settings.turn_deadline)
            failure = None
        except TurnFailed as error:
            failure = {"code": error.code, "detail": error.detail}
        except asyncio.TimeoutError:
            failure = {"code": "deadline", "detail": f"no answer within {self._settings.turn_deadline:g} s"}
        except Exception as error:
            logger.exception("A turn failed.")
            failure = {"code": "rasa_error", "detail": f"{type(error).__name__}: {error}"}
        except asyncio.CancelledError:  # the CRM hung up
            self._store.drop(request.conversation_id)
            raise
        if failure is not None:
            self._store.drop(request.conversation_id)
            return 503, {"failure": failure, "calls": record.calls}
        if record.calls:
            passing(self._settings, "after-actions")
        answer.update(
            calls=record.calls, model_id=self.model_id, ms=round((time.perf_counter() - record.started) * 1000, 2)
        )
        self._remember(request.conversation_id, answer)
        return 200, answer

    async def _run(self, request: TurnRequest) -> Answer:
        tracker = await self._store.prepare(request.conversation_id, request.turn)
        message, parse_data = await self._message(request, tracker)
        if message is None:
            return follow_answer(request, parse_data, state_of(tracker))
        before = len(tracker.events)
        await self._processor.handle_message(message)
        events = list(islice(tracker.events, before, None))
        answer = answer_of(request, events, state_of(tracker))
        if not answer["replies"] and not answer["effects"] and request.kind != "event":
            raise TurnFailed("nothing_said", "no reply and no effect")
        self._store.end_turn(request.conversation_id, request.turn)
        return answer

    async def _message(
        self, request: TurnRequest, tracker: DialogueStateTracker
    ) -> tuple[UserMessage | None, dict[str, Any]]:
        """The message with how it is understood; no message if a new conversation should follow."""
        known = known_message(request)
        if known is not None:
            return known, known.parse_data
        text = UserMessage(harmless(request.content), Silent(), request.conversation_id)
        parsed = {**await self._processor.parse_message(text), "text": request.content}
        if request.kind == "afterword":
            parsed = self._afterword(request, parsed)
            if parsed["intent"]["name"] is None:
                return None, parsed
        else:
            in_form = tracker.active_loop_name is not None
            parsed = meant(parsed, request.content, tracker.current_slot_values(), in_form=in_form)
        return message_of(request, request.content, parsed), parsed

    @staticmethod
    def _afterword(request: TurnRequest, parsed: dict[str, Any]) -> dict[str, Any]:
        survey, intent = request.metadata.get("survey") or {}, parsed.get("intent") or {}
        meant = read_afterword(
            request.content,
            "answered" if survey.get("state") == "answered" else "asked",
            bool(survey.get("comment")),
            intent.get("name"),
            float(intent.get("confidence") or 0),
        )
        if meant.intent is None:
            return {**parsed, "intent": {"name": None, "confidence": intent.get("confidence")}}
        return parsed_as(meant.intent, request.content, meant.entities, CHANNEL)

    def _remember(self, conversation_id: str, answer: Answer) -> None:
        self._answered[conversation_id] = answer
        self._answered.move_to_end(conversation_id)
        while len(self._answered) > self._settings.conversations:
            self._answered.popitem(last=False)
