"""One turn: what Rasa is asked, and how its answer (or its failure) becomes part of the ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations import repository, rules
from crm_backend.conversations.assistant_client import AssistantTurn, TurnFailed
from crm_backend.conversations.effects import Effects
from crm_backend.conversations.models import Conversation, Message, OutboxEntry, Turn
from crm_backend.conversations.schemas import SurveyView
from crm_backend.conversations.service import ConversationService
from crm_backend.kit import texts
from crm_backend.kit.clock import Clock
from crm_backend.kit.ids import new_id
from crm_backend.replies.service import ReplyService
from crm_backend.settings import Settings


@dataclass(frozen=True)
class Assignment:
    """A leased outbox entry with what the turn needs to know; epoch as it was when it was leased."""

    entry_id: str
    conversation_id: str
    attempt: int
    epoch: int
    kind: str
    event: str | None
    language: str
    request: dict[str, Any]
    leased_at: datetime


class TurnKeeper:
    """Leases outbox entries and commits what came of them. No transaction is open in between."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        conversations: ConversationService,
        effects: Effects,
        replies: ReplyService,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._conversations = conversations
        self._effects = effects
        self._replies = replies

    async def lease(self, session: AsyncSession, owner: str, limit: int) -> list[Assignment]:
        """Up to `limit` turns that are due, leased to `owner`. What the assistant may no longer answer is skipped."""
        now = self._clock()
        assignments = []
        for entry in await repository.claimable(session, now, limit):
            conversation = await self._conversations.get(session, entry.conversation_id)
            message = await session.get(Message, entry.message_id) if entry.message_id else None
            survey = (await self._conversations.surveys.of(session, [conversation.id])).get(conversation.id)
            payload = message.payload if message else None
            kind = rules.route(conversation.holder, entry.kind, entry.event, payload, survey=survey is not None)
            if kind == rules.SKIP:
                entry.state, entry.ended_at = "skipped", now
                continue
            entry.state, entry.leased_by = "leased", owner
            entry.leased_until = now + timedelta(seconds=self._settings.turn_lease)
            entry.attempts += 1
            request = await self._request(session, conversation, _input(kind, entry, message), survey)
            request |= {"message_id": entry.id}
            assignments.append(_assignment(entry, kind, conversation, request, now))
        return assignments

    async def move(self, session: AsyncSession, owner: str, given: Assignment) -> None:
        """Words that came while the assistant was closing: they begin a new conversation."""
        conversation = await self._conversations.lock(session, given.conversation_id)
        entry = await repository.entry(session, given.entry_id)
        if entry is None or entry.state != "leased" or entry.leased_by != owner or not entry.message_id:
            return
        entry.state, entry.ended_at = "done", self._clock()
        message = await session.get_one(Message, entry.message_id)
        await self._conversations.move_on(session, conversation, message)
        self._conversations.changed(session, conversation)

    async def _request(
        self, session: AsyncSession, conversation: Conversation, given: dict[str, Any], survey: SurveyView | None
    ) -> dict[str, Any]:
        customer = await self._conversations.customer_of(session, conversation.id)
        return {
            "conversation_id": conversation.id,
            "turn": conversation.turn_count + 1,
            "input": given,
            "metadata": {
                "language": conversation.language,
                "strategy": conversation.strategy,
                "verified": customer.verified,
                "customer_name": customer.name if customer.verified else None,
                "channel": conversation.channel,
                "replies_version": await self._replies.version(session),
                "agent_name": await self._conversations.agent_name(session, conversation),
                "survey": {"state": survey.state, "rating": survey.rating, "comment": survey.comment is not None}
                if survey
                else None,
            },
        }

    async def commit(self, session: AsyncSession, owner: str, given: Assignment, answer: AssistantTurn) -> bool:
        """Replies, turn record and effects at once, if the epoch is still the one the turn began under."""
        conversation = await self._conversations.lock(session, given.conversation_id)
        entry = await repository.entry(session, given.entry_id)
        if entry is None or entry.state != "leased" or entry.leased_by != owner:
            return False  # somebody else has it meanwhile, and will commit it
        now = self._clock()
        turn = self._record(given, "done", now)
        turn.model_id, turn.understanding = answer.model_id, answer.understanding
        turn.steps, turn.calls, turn.effects = answer.steps, answer.calls, answer.effects
        session.add(turn)
        if conversation.epoch != given.epoch:
            turn.state = "discarded"
            self._settle_discarded(conversation, entry, now)
            return False
        entry.state, entry.ended_at = "done", now
        if not any(effect.get("kind") == "follow" for effect in answer.effects):
            conversation.turn_count += 1
            turn.number = conversation.turn_count
            turn.events, turn.event_count = answer.events, len(answer.events)
            turn.tracker_state = answer.state
        await session.flush()
        for reply in answer.replies:
            self._conversations.add_reply(
                session,
                conversation,
                reply.text,
                buttons=reply.buttons,
                response=reply.response,
                language=reply.language,
                turn_id=turn.id,
            )
        if given.event == rules.REMINDER:
            conversation.reminded_at = conversation.updated_at
        await self._effects.carry_out(session, conversation, entry, given, answer.effects)
        self._conversations.changed(session, conversation)
        return True

    def _settle_discarded(self, conversation: Conversation, entry: OutboxEntry, now: datetime) -> None:
        """The holder changed meanwhile. If the assistant holds it again, the message is still to be answered."""
        if conversation.holder == rules.ASSISTANT:
            entry.state, entry.available_at = "waiting", now
        else:
            entry.state, entry.ended_at = "skipped", now

    async def fail(self, session: AsyncSession, owner: str, given: Assignment, failure: TurnFailed) -> None:
        """Record the failed attempt; try again later, or tell the customer and hand over."""
        conversation = await self._conversations.lock(session, given.conversation_id)
        entry = await repository.entry(session, given.entry_id)
        if entry is None or entry.state != "leased" or entry.leased_by != owner:
            return
        now = self._clock()
        turn = self._record(given, "failed", now)
        turn.failure, turn.calls = {"code": failure.code, "detail": failure.detail[:500]}, failure.calls
        session.add(turn)
        if conversation.epoch != given.epoch:
            self._settle_discarded(conversation, entry, now)
            return
        settings = self._settings
        decision = rules.after_failure(
            failure.code,
            entry.attempts,
            entry.created_at,
            now,
            limit=settings.turn_attempts,
            patience=settings.turn_patience,
            backoff=settings.turn_backoff,
        )
        if isinstance(decision, rules.Retry):
            entry.state, entry.available_at = "waiting", decision.at
            return
        entry.state, entry.ended_at = "failed", now
        await self._give_up(session, conversation, given)
        self._conversations.changed(session, conversation)

    async def _give_up(self, session: AsyncSession, conversation: Conversation, given: Assignment) -> None:
        if rules.is_fleeting(given.event):
            return
        if given.event in (rules.LEFT, rules.IDLE):
            await self._conversations.resolve(session, conversation, "abandoned")
            return
        key = "conversations.assistant_away"
        if conversation.holder == rules.NOBODY:
            if given.event == rules.CLOSED:
                return
            key = "conversations.survey_failed"
        sentence = texts.text(key, conversation.language)
        await self._conversations.say(session, conversation, sentence, language=conversation.language)
        if conversation.holder == rules.ASSISTANT:
            await self._conversations.change_holder(session, conversation, rules.QUEUE, reason="assistant_failed")

    def _record(self, given: Assignment, state: str, now: datetime) -> Turn:
        return Turn(
            id=new_id(),
            conversation_id=given.conversation_id,
            entry_id=given.entry_id,
            attempt=given.attempt,
            epoch=given.epoch,
            kind=given.kind,
            event=given.event,
            language=given.language,
            state=state,
            event_count=0,
            started_at=given.leased_at,
            ended_at=now,
            milliseconds=(now - given.leased_at).total_seconds() * 1000,
        )


def _assignment(
    entry: OutboxEntry, kind: str, conversation: Conversation, request: dict[str, Any], now: datetime
) -> Assignment:
    return Assignment(
        entry_id=entry.id,
        conversation_id=conversation.id,
        attempt=entry.attempts,
        epoch=conversation.epoch,
        kind=kind,
        event=entry.event,
        language=conversation.language,
        request=request,
        leased_at=now,
    )


def _input(kind: str, entry: OutboxEntry, message: Message | None) -> dict[str, str | None]:
    if message is None:
        return {"kind": rules.EVENT, "name": entry.event}
    if kind == rules.BUTTON:
        return {"kind": rules.BUTTON, "payload": message.payload, "title": message.text}
    return {"kind": kind, "text": message.text}
