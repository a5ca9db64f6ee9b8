"""Summaries of conversations: computed when a page shows an open one, kept in the record of a closed one."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web

from crm_backend.conversations import repository, summary
from crm_backend.conversations.schemas import Reading, SummaryLine, SummaryPlace
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database
from crm_backend.language.summary import Utterance
from crm_backend.settings import Settings

log = logging.getLogger(__name__)
BATCH = 20
RECENT = timedelta(days=1)  # an older one without a summary, from before or during a long stop, gets it when shown
PATIENCE = 0.2  # seconds that a page waits
REMEMBERED = 200  # conversations


class Summariser:
    """Every close is covered the same way: by the assistant, an agent, the customer, or silence."""

    def __init__(self, settings: Settings, clock: Clock, database: Database) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._computed: OrderedDict[str, asyncio.Task[list[SummaryPlace]]] = OrderedDict()  # by the newest message

    async def of(self, reading: Reading) -> list[SummaryLine]:
        """Empty for a short conversation, and if it is not ready in time: the page's next live part has it then."""
        said = summary.utterances(reading.messages, reading.conversation.resolved_at)
        if not summary.is_long(said):
            return []
        found = reading.summary
        return summary.lines(await self._in_time(said) if found is None else found, reading.messages)

    async def run(self) -> None:
        while True:
            try:
                await self.keep()
            except Exception:
                log.exception("closed conversations could not be summarised; trying again")
            await asyncio.sleep(self._settings.sweep_every)

    async def keep(self) -> int:
        """Complete the records of conversations closed lately; returns how many.

        From the table, not from an event: no transaction computes, and a close before a crash is found again.
        """
        async with self._database.reading() as session:
            closed = await repository.closed_without_summary(session, self._clock() - RECENT, BATCH)
            said = {
                row.id: summary.utterances(await repository.all_messages(session, row.id), row.resolved_at)
                for row in closed
            }
        found = {conversation_id: await _compute(each) for conversation_id, each in said.items()}
        if found:
            async with self._database.transaction() as session:
                for conversation_id, places in found.items():
                    await repository.keep_summary(session, conversation_id, summary.stored(places))
        return len(found)

    async def _in_time(self, said: Sequence[Utterance]) -> list[SummaryPlace]:
        """Messages never change, so the newest one's id names what was read; a page that asks again reads nothing."""
        task = self._computed.pop(said[-1].id, None) or asyncio.create_task(_compute(said))
        self._computed[said[-1].id] = task
        if len(self._computed) > REMEMBERED:
            self._computed.popitem(last=False)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        return task.result() if done else []


async def _compute(said: Sequence[Utterance]) -> list[SummaryPlace]:
    """None of a conversation that defies summarising: no page and no other conversation may suffer for it.

    In a thread: 2 to 10 ms for 8 to 60 messages, so a worker process (a second to start, 40 MB, behind the
    needs) would cost more than it saves. Bounded by the characters that are read, whatever a customer sends.
    """
    try:
        return await asyncio.to_thread(summary.places, said)
    except Exception:
        log.exception("a conversation could not be summarised")
        return []


SUMMARISER = web.AppKey("summariser", Summariser)
