"""A person takes over, answers, gives back or resolves. One holder at a time: the second to accept gets a Conflict."""

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.events import AgentSpoke, ConversationResolved, HandoffRequested
from crm_backend.conversations.models import Conversation, Message
from crm_backend.conversations.rules import AGENT, ASSISTANT, NOBODY, QUEUE, RETURNED, closing_outcome
from crm_backend.conversations.service import ConversationService
from crm_backend.errors import Conflict, Invalid
from crm_backend.handoff import repository, rules
from crm_backend.handoff.models import Handoff
from crm_backend.handoff.schemas import HandoffView
from crm_backend.kit import texts
from crm_backend.kit.clock import Clock
from crm_backend.kit.events import Events
from crm_backend.settings import Settings
from crm_backend.staff.events import StaffDisabled
from crm_backend.staff.service import StaffService


class HandoffService:
    """Every method locks the conversation first."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        events: Events,
        conversations: ConversationService,
        staff: StaffService,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._conversations = conversations
        self._staff = staff
        events.subscribe(HandoffRequested, self._requested)
        events.subscribe(ConversationResolved, self._resolved)
        events.subscribe(AgentSpoke, self._spoke)
        events.subscribe(StaffDisabled, self._agent_left)

    async def request(self, session: AsyncSession, conversation_id: str, reason: str = "asked_for_person") -> None:
        """Put a conversation that the assistant holds into the queue, from outside a turn."""
        conversation = await self._conversations.lock(session, conversation_id)
        self._must_be_open(conversation)
        if conversation.holder == ASSISTANT:
            await self._conversations.change_holder(session, conversation, QUEUE, reason=reason)
            await self._tell(session, conversation, "handoff.requested")

    async def accept(self, session: AsyncSession, conversation_id: str, staff_id: str) -> None:
        """The agent holds it now. Accepting one's own again changes nothing; another's is a Conflict."""
        conversation = await self._conversations.lock(session, conversation_id)
        self._must_be_open(conversation)
        if conversation.holder == AGENT:
            if conversation.agent_id == staff_id:
                return
            raise Conflict("handoff.already_accepted", agent=await self._name(session, conversation.agent_id))
        await self._staff.require_active(session, staff_id)  # else it would be held by nobody who can answer
        handoff = await repository.open_handoff(session, conversation_id)
        if handoff is None:  # taken over without being asked
            handoff = self._new(session, conversation_id, "taken_over")
        handoff.accepted_at, handoff.agent_id = self._clock(), staff_id
        await self._conversations.change_holder(session, conversation, AGENT, agent_id=staff_id)
        await self._tell(session, conversation, "handoff.accepted", agent=await self._name(session, staff_id))

    async def reply(
        self, session: AsyncSession, conversation_id: str, staff_id: str, text: str, client_message_id: str
    ) -> Message:
        """What the agent says. Conflict if they do not hold the conversation; the same client id again: the same."""
        conversation = await self._held(session, conversation_id, staff_id)
        said = text.strip()
        if not said:
            raise Invalid("handoff.reply_empty")
        if len(said) > self._settings.max_message_characters:
            raise Invalid("handoff.reply_too_long", limit=self._settings.max_message_characters)
        return await self._conversations.say(
            session, conversation, said, staff_id=staff_id, client_message_id=f"staff:{client_message_id}"
        )

    async def give_back(self, session: AsyncSession, conversation_id: str, staff_id: str) -> None:
        """Return it to the assistant, which says that it is back."""
        conversation = await self._held(session, conversation_id, staff_id)
        await self._end(session, conversation_id, "returned")
        await self._conversations.change_holder(session, conversation, ASSISTANT)
        self._conversations.begin_event(session, conversation, RETURNED)

    async def resolve(self, session: AsyncSession, conversation_id: str, staff_id: str) -> None:
        """Close it; the customer is thanked and asked for a rating."""
        conversation = await self._held(session, conversation_id, staff_id)
        outcome = closing_outcome(conversation.holder, conversation.need, met=True)
        await self._conversations.resolve(session, conversation, outcome, ask=True)

    async def history(self, session: AsyncSession, conversation_id: str) -> list[HandoffView]:
        rows = await repository.of_conversation(session, conversation_id)
        names = await self._staff.names(session, [row.agent_id for row in rows if row.agent_id])
        return [
            HandoffView.model_validate(
                {field: getattr(row, field) for field in HandoffView.model_fields if field != "agent"}
                | {"agent": names.get(row.agent_id or "")}
            )
            for row in rows
        ]

    async def _held(self, session: AsyncSession, conversation_id: str, staff_id: str) -> Conversation:
        conversation = await self._conversations.lock(session, conversation_id)
        self._must_be_open(conversation)
        if conversation.holder != AGENT or conversation.agent_id != staff_id:
            raise Conflict("handoff.not_yours")
        return conversation

    def _must_be_open(self, conversation: Conversation) -> None:
        if conversation.holder == NOBODY:
            raise Conflict("handoff.closed")

    async def _name(self, session: AsyncSession, staff_id: str | None) -> str:
        names = await self._staff.names(session, [staff_id]) if staff_id else {}
        return names.get(staff_id or "", "?")

    async def _tell(self, session: AsyncSession, conversation: Conversation, key: str, **params: str) -> None:
        sentence = texts.text(key, conversation.language, **params)
        await self._conversations.say(session, conversation, sentence, language=conversation.language)

    def _new(self, session: AsyncSession, conversation_id: str, reason: str) -> Handoff:
        handoff = Handoff(conversation_id=conversation_id, reason=reason, requested_at=self._clock())
        session.add(handoff)
        return handoff

    async def _end(self, session: AsyncSession, conversation_id: str, end: str) -> None:
        handoff = await repository.open_handoff(session, conversation_id)
        if handoff is not None:
            handoff.ended_at, handoff.end = self._clock(), end

    async def _requested(self, session: AsyncSession, event: HandoffRequested) -> None:
        if await repository.open_handoff(session, event.conversation_id) is None:
            handoff = self._new(session, event.conversation_id, rules.known_reason(event.reason))
            handoff.gathered = dict(event.gathered) or None

    async def _resolved(self, session: AsyncSession, event: ConversationResolved) -> None:
        end = "resolved" if event.outcome == "resolved_by_agent" else "abandoned"
        await self._end(session, event.conversation_id, end)

    async def _spoke(self, session: AsyncSession, event: AgentSpoke) -> None:
        handoff = await repository.open_handoff(session, event.conversation_id)
        if handoff is not None and handoff.first_reply_at is None:
            handoff.first_reply_at = self._clock()

    async def _agent_left(self, session: AsyncSession, event: StaffDisabled) -> None:
        """What somebody held who may no longer work here goes back into the queue."""
        for handoff in await repository.held_by(session, event.staff_id):
            conversation = await self._conversations.lock(session, handoff.conversation_id)
            if conversation.holder == AGENT and conversation.agent_id == event.staff_id:
                handoff.agent_id = handoff.accepted_at = None
                await self._conversations.change_holder(session, conversation, QUEUE, reason=handoff.reason)


HANDOFF = web.AppKey("handoff", HandoffService)
