"""The dispatcher: takes what is due from the outbox, lets the assistant answer, commits. Any replica may run one."""

import asyncio
import logging
import os
import secrets
from datetime import datetime

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from crm_backend.conversations import repository
from crm_backend.conversations.assistant_client import Assistant, AssistantTurn, TurnFailed
from crm_backend.conversations.rules import MOVE
from crm_backend.conversations.turns import Assignment, TurnKeeper
from crm_backend.conversations.writing import OUTBOX_TOPIC
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database, after_commit
from crm_backend.kit.failpoints import passing
from crm_backend.kit.hub import Hub
from crm_backend.settings import Settings

log = logging.getLogger(__name__)
LONGEST_SLEEP = 2.0


class Dispatcher:
    """At most `turns_at_once` turns at a time, one per conversation, in order."""

    def __init__(
        self, settings: Settings, clock: Clock, database: Database, hub: Hub, assistant: Assistant, keeper: TurnKeeper
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._hub = hub
        self._assistant = assistant
        self._keeper = keeper
        self.owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._running: set[asyncio.Task[None]] = set()
        self._next_due: datetime | None = None  # as it was read last

    async def run(self) -> None:
        """Until cancelled. A failing round is tried again, the first is logged: the outbox keeps what is owed."""
        failed = False
        with self._hub.watch(OUTBOX_TOPIC) as watch:
            while True:
                try:
                    taken = await self.take_due()
                    wait, failed = 0.0 if taken else self._until_next(), False
                except Exception:
                    if not failed:
                        log.exception("the outbox could not be read; trying again")
                    wait, failed = 1.0, True
                if wait:
                    await watch.wait(wait)

    async def stop(self) -> None:
        """Let the turns under way end; what can't end in time is leased again by the next process."""
        if self._running:
            await asyncio.wait(self._running, timeout=self._settings.turn_deadline)

    @property
    def running(self) -> int:
        """Turns under way."""
        return len(self._running)

    async def wait_for_one(self) -> None:
        """Until a turn under way ends."""
        if self._running:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def take_due(self) -> int:
        """Lease what is due and begin it. Returns how many turns were begun."""
        free = self._settings.turns_at_once - len(self._running)
        if free <= 0:
            await self.wait_for_one()
            self._next_due = self._clock()
            return 0
        async with self._database.reading() as session:
            self._next_due = await repository.next_due(session)
        if self._next_due is None or self._next_due > self._clock():
            return 0
        async with self._database.transaction() as session:
            assignments = await self._keeper.lease(session, self.owner, free)
        for assignment in assignments:
            task = asyncio.create_task(self._turn(assignment))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return len(assignments)

    def _until_next(self) -> float:
        """Seconds until something is due, LONGEST_SLEEP at most; turns in a row of one conversation wake us too."""
        if self._next_due is None:
            return LONGEST_SLEEP
        return min(max((self._next_due - self._clock()).total_seconds(), 0.02), LONGEST_SLEEP)

    async def _turn(self, given: Assignment) -> None:
        try:
            if given.kind == MOVE:
                async with self._database.transaction() as session:
                    await self._keeper.move(session, self.owner, given)
                return
            try:
                answer = await self._assistant.take_turn(given.request)
                passing(self._settings, "after-rasa")
                await self._commit(given, answer)
            except TurnFailed as failure:
                log.warning("turn of %s failed: %s", given.conversation_id, failure.code)
                async with self._database.transaction() as session:
                    await self._keeper.fail(session, self.owner, given, failure)
        except Exception:
            log.exception("a turn of %s was not committed; its lease will run out", given.conversation_id)
        finally:
            await self._hub.notify(OUTBOX_TOPIC)  # the next message of this conversation may be waiting

    async def _commit(self, given: Assignment, answer: AssistantTurn) -> None:
        """An answer that can't be carried out is a failed turn; a store that is away is tried again with the lease."""
        try:
            async with self._database.transaction() as session:
                after_commit(session, self._before_push)
                await self._keeper.commit(session, self.owner, given, answer)
        except Exception as problem:
            if _is_away(problem):
                raise
            raise TurnFailed("effect_refused", repr(problem), answer.calls) from problem

    async def _before_push(self) -> None:
        passing(self._settings, "after-commit")


def _is_away(problem: Exception) -> bool:
    """Whether the store can't be reached or is too busy; otherwise it does not take what it was given."""
    if isinstance(problem, DBAPIError) and problem.connection_invalidated:
        return True
    return isinstance(problem, (OperationalError, InterfaceError, NoConnection, OSError))
