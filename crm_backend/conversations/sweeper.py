"""Reminds customers who went quiet, then closes their conversations."""

import asyncio
import logging
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations import repository, rules
from crm_backend.conversations.service import ConversationService
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database
from crm_backend.settings import Settings

log = logging.getLogger(__name__)
BATCH = 100


class ExpiringSurveys(Protocol):
    async def expire(self, session: AsyncSession) -> int: ...


class Sweeper:
    """Only conversations that the assistant holds: one that waits for a person is never closed by time."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        database: Database,
        conversations: ConversationService,
        surveys: ExpiringSurveys,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._conversations = conversations
        self._surveys = surveys

    async def run(self) -> None:
        while True:
            try:
                await self.sweep()
            except Exception:
                log.exception("quiet conversations could not be swept; trying again")
            await asyncio.sleep(self._settings.sweep_every)

    async def sweep(self) -> int:
        """One round; returns how many conversations were reminded, closed or removed."""
        now = self._clock()
        remind, abandon = (
            now - timedelta(seconds=quiet) for quiet in (self._settings.remind_after, self._settings.abandon_after)
        )
        async with self._database.reading() as session:
            ids = [row.id for row in await repository.quiet_conversations(session, remind, abandon, BATCH)]
        async with self._database.transaction() as session:
            await self._surveys.expire(session)
        return sum([await self._step(conversation_id) for conversation_id in ids])

    async def _step(self, conversation_id: str) -> bool:
        async with self._database.transaction() as session:
            conversation = await self._conversations.lock(session, conversation_id)
            if conversation.holder != rules.ASSISTANT or await repository.has_work(session, conversation_id):
                return False
            step = rules.next_idle_step(
                conversation.last_customer_at or conversation.created_at,
                conversation.reminded_at,
                self._clock(),
                remind_after=self._settings.remind_after,
                abandon_after=self._settings.abandon_after,
            )
            if step == rules.IDLE and conversation.last_customer_at is None:
                await repository.delete_conversation(session, conversation_id)
            elif step == rules.IDLE or (step == rules.REMINDER and conversation.last_customer_at is not None):
                self._conversations.begin_event(session, conversation, step)
            else:
                return False
            self._conversations.changed(session, conversation)
            return True
