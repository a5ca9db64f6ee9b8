"""What a turn asks the CRM to do: hand over, log, ask for a rating, resolve, keep a rating or feedback, begin anew."""

from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations import rules
from crm_backend.conversations.events import CommentGiven, FeedbackGiven, RatingGiven, SurveyAsked
from crm_backend.conversations.models import Conversation, Message, OutboxEntry
from crm_backend.conversations.service import ConversationService
from crm_backend.kit.events import Events

if TYPE_CHECKING:
    from crm_backend.conversations.turns import Assignment

# The order in which effects of one turn are carried out, whatever order they came in
_ORDER = ("problem", "log", "feedback", "csat_rating", "csat_comment", "follow", "ask_csat", "resolve", "handoff")


class Effects:
    """Carries out effects in the transaction that commits the turn."""

    def __init__(self, conversations: ConversationService, events: Events) -> None:
        self._conversations = conversations
        self._events = events

    async def carry_out(
        self,
        session: AsyncSession,
        conversation: Conversation,
        entry: OutboxEntry,
        given: "Assignment",
        effects: list[dict[str, Any]],
    ) -> None:
        """Effects of an unknown kind are only recorded. Closing an idle or left conversation never fails to close."""
        known = [effect for effect in effects if effect.get("kind") in _ORDER]
        met = False
        for effect in sorted(known, key=lambda effect: _ORDER.index(effect["kind"])):
            if effect["kind"] == "log":
                met = bool(effect.get("met"))
                conversation.need = effect.get("need") or conversation.need
            else:
                await self._one(session, conversation, entry, effect, met)
        if given.event in (rules.LEFT, rules.IDLE) and conversation.holder == rules.ASSISTANT:
            outcome = rules.closing_outcome(conversation.holder, conversation.need, met)
            await self._conversations.resolve(session, conversation, outcome)

    async def _one(
        self,
        session: AsyncSession,
        conversation: Conversation,
        entry: OutboxEntry,
        effect: dict[str, Any],
        met: bool,
    ) -> None:
        kind = effect["kind"]
        if kind == "ask_csat":
            await self._events.publish(session, SurveyAsked(conversation.id))
        elif kind == "csat_rating":
            await self._events.publish(session, RatingGiven(conversation.id, int(effect["rating"])))
        elif kind == "feedback":
            about, text = str(effect.get("about") or "other"), str(effect.get("text") or "")
            await self._events.publish(session, FeedbackGiven(conversation.id, about, text))
        elif kind == "csat_comment":
            await self._events.publish(session, CommentGiven(conversation.id, str(effect["text"])))
        elif kind == "follow" and entry.message_id:
            message = await session.get_one(Message, entry.message_id)
            await self._conversations.move_on(session, conversation, message)
        elif kind == "resolve" and conversation.holder == rules.ASSISTANT:
            outcome = rules.closing_outcome(conversation.holder, conversation.need, met)
            await self._conversations.resolve(session, conversation, outcome)
        elif kind == "handoff" and conversation.holder == rules.ASSISTANT:
            reason = str(effect.get("reason", "asked_for_person"))
            gathered = rules.gathered(effect.get("gathered"))
            conversation.need = gathered.get("need") or conversation.need
            await self._conversations.change_holder(
                session, conversation, rules.QUEUE, reason=reason, gathered=gathered
            )
