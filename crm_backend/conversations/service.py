"""The ledger's use cases: intake, what agents say, who holds a conversation. The only door for other domains."""

from collections.abc import Mapping

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations import repository, rules
from crm_backend.conversations.events import AgentSpoke, ConversationResolved, CustomerSpoke, HandoffRequested
from crm_backend.conversations.models import Conversation, Message
from crm_backend.conversations.schemas import Received
from crm_backend.conversations.writing import LedgerWriter
from crm_backend.errors import Conflict, Invalid
from crm_backend.kit.ids import new_id
from rapport_text.language import detect


class ConversationService(LedgerWriter):
    """What can happen to a conversation."""

    async def receive(
        self,
        session: AsyncSession,
        identity_id: str,
        *,
        client_message_id: str,
        text: str | None = None,
        button_id: str | None = None,
        address: str | None = None,
        locale: str | None = None,
    ) -> Received:
        """Store a customer's message, and what is to be done about it, before anything else happens to it.

        The same `client_message_id` again is the same message. Invalid if the button was never offered.
        """
        await self._customers.lock_identity(session, identity_id)
        stored = await repository.message_of_client(session, identity_id, client_message_id)
        if stored is not None:
            return Received(message=await self.message_view(session, stored), duplicate=True)
        button = await self._offered(session, identity_id, button_id) if button_id else None
        current = await self._newest(session, identity_id)
        kind, conversation = await self._place(session, current, button)
        if conversation is None:
            conversation = await self._open(session, identity_id, current, address, locale)
        said = button[1]["title"] if button else (text or "")
        message = self._add(
            conversation,
            "customer",
            said,
            client_message_id=client_message_id,
            button_id=button_id,
            payload=button[1]["payload"] if button else None,
            language=None if button else detect(said),
        )
        session.add(message)
        await session.flush()
        conversation.language = message.language or conversation.language
        conversation.address = address or conversation.address
        conversation.last_customer_at = message.created_at
        self._owe_answer(session, conversation, kind, message=message)
        if kind == rules.TEXT:
            await self._events.publish(session, CustomerSpoke(conversation.id, message.id))
        self.changed(session, conversation)
        return Received(message=await self.message_view(session, message), duplicate=False)

    async def start(
        self, session: AsyncSession, identity_id: str, *, address: str | None = None, locale: str | None = None
    ) -> Conversation:
        """The open conversation of the identity, or a new one that the assistant begins with a greeting."""
        await self._customers.lock_identity(session, identity_id)
        current = await self._newest(session, identity_id)
        if current is not None and current.holder != rules.NOBODY:
            return current
        conversation = await self._open(session, identity_id, current, address, locale)
        await session.flush()
        self.begin_event(session, conversation, rules.GREETING)
        self.changed(session, conversation)
        return conversation

    async def leave(self, session: AsyncSession, identity_id: str) -> None:
        """The customer ends it. What the assistant holds is closed by the assistant, so that it can say goodbye."""
        await self._customers.lock_identity(session, identity_id)
        conversation = await self._newest(session, identity_id)
        if conversation is None or conversation.holder == rules.NOBODY:
            return
        if conversation.last_customer_at is None and conversation.holder == rules.ASSISTANT:
            await repository.delete_conversation(session, conversation.id)
        elif conversation.holder == rules.ASSISTANT:
            if not await repository.pending_event(session, conversation.id, rules.LEFT):
                self.begin_event(session, conversation, rules.LEFT)
        else:
            outcome = rules.closing_outcome(conversation.holder, conversation.need, met=False)
            await self.resolve(session, conversation, outcome, ask=True)
        self.changed(session, conversation)

    async def say(
        self,
        session: AsyncSession,
        conversation: Conversation,
        text: str,
        *,
        staff_id: str | None = None,
        client_message_id: str | None = None,
        language: str | None = None,
    ) -> Message:
        """A message of an agent, or of the system if there is no `staff_id`. The same client id again: the same."""
        if client_message_id:
            stored = await repository.message_of_client(session, conversation.identity_id, client_message_id)
            if stored is not None:
                return stored
        message = self._add(
            conversation,
            "agent" if staff_id else "system",
            text,
            staff_id=staff_id,
            client_message_id=client_message_id,
            language=language or detect(text) or conversation.language,
        )
        session.add(message)
        if staff_id:
            conversation.last_reply_at = message.created_at
            await self._events.publish(session, AgentSpoke(conversation.id, staff_id))
        self.changed(session, conversation)
        return message

    async def change_holder(
        self,
        session: AsyncSession,
        conversation: Conversation,
        to: str,
        *,
        agent_id: str | None = None,
        reason: str | None = None,
        gathered: Mapping[str, str] | None = None,
    ) -> None:
        """Give a locked conversation to another holder: raises its epoch, so that what began before can't commit."""
        if not rules.may_change(conversation.holder, to):
            raise Conflict("conversations.holder_is", holder=conversation.holder)
        conversation.holder = to
        conversation.epoch += 1
        conversation.agent_id = agent_id or conversation.agent_id  # who holds it, or held it last
        conversation.updated_at = self._clock()
        if to in (rules.QUEUE, rules.AGENT):
            await repository.skip_undone(session, conversation.id, self._clock())
        if to == rules.QUEUE:
            request = HandoffRequested(conversation.id, reason or "asked_for_person", gathered or {})
            await self._events.publish(session, request)
        self.changed(session, conversation)

    async def resolve(
        self, session: AsyncSession, conversation: Conversation, outcome: str, *, ask: bool = False
    ) -> None:
        """Close a locked conversation. With `ask`, the assistant then thanks the customer and asks for a rating."""
        now = max(self._clock(), conversation.updated_at)  # clocks of replicas differ; its messages came before
        await self.change_holder(session, conversation, rules.NOBODY)
        conversation.outcome = outcome
        conversation.resolved_at = now
        await self._events.publish(session, ConversationResolved(conversation.id, outcome))
        if ask:
            self.begin_event(session, conversation, rules.CLOSED)

    async def move_on(self, session: AsyncSession, conversation: Conversation, message: Message) -> Conversation:
        """The message turned out to be a new request: a copy of it goes into a conversation that follows.

        That is the one that the customer has begun meanwhile, or a new one.
        """
        current = await self._newest(session, conversation.identity_id)
        if current is not None and current.holder != rules.NOBODY:
            follower = current
        else:
            follower = await self._open(session, conversation.identity_id, conversation, conversation.address, None)
        copy = self._add(
            follower,
            "customer",
            message.text,
            client_message_id=message.client_message_id,
            button_id=message.button_id,
            payload=message.payload,
            language=message.language,
        )
        session.add(copy)
        await session.flush()
        message.moved_to = copy.id
        follower.last_customer_at = copy.created_at
        kind = rules.BUTTON if message.payload else rules.TEXT
        self._owe_answer(session, follower, kind, message=copy)
        if kind == rules.TEXT:
            await self._events.publish(session, CustomerSpoke(follower.id, copy.id))
        self.changed(session, follower)
        return follower

    async def note_reading(
        self, session: AsyncSession, conversation_id: str, need: str | None, priority: str | None
    ) -> None:
        """What was read in the customer's words: sets need (if given) and priority, and tells who watches."""
        conversation = await self.lock(session, conversation_id)
        if (need or conversation.need, priority) != (conversation.need, conversation.priority):
            conversation.need, conversation.priority = need or conversation.need, priority
            self.changed(session, conversation)

    def add_reply(
        self,
        session: AsyncSession,
        conversation: Conversation,
        text: str,
        *,
        buttons: list[dict[str, str]],
        response: str | None,
        language: str | None,
        turn_id: str,
    ) -> Message:
        """A reply of the assistant; each button gets an id that only this conversation can press."""
        reply_id = new_id()
        numbered = [
            {"id": rules.button_id(reply_id, index), "title": button["title"], "payload": button["payload"]}
            for index, button in enumerate(buttons)
        ]
        message = self._add(
            conversation,
            "assistant",
            text,
            id=reply_id,
            buttons=numbered or None,
            response=response,
            language=language or conversation.language,
            turn_id=turn_id,
        )
        session.add(message)
        conversation.last_reply_at = message.created_at
        return message

    async def _offered(
        self, session: AsyncSession, identity_id: str, button_id: str
    ) -> tuple[Conversation, dict[str, str]]:
        """The button as it was offered to this identity, with its conversation."""
        message = await session.get(Message, rules.message_of_button(button_id))
        conversation = await session.get(Conversation, message.conversation_id) if message else None
        if message is None or conversation is None or conversation.identity_id != identity_id:
            raise Invalid("conversations.button_not_offered")
        for button in message.buttons or []:
            if button["id"] == button_id:
                return conversation, button
        raise Invalid("conversations.button_not_offered")

    async def _place(
        self, session: AsyncSession, current: Conversation | None, button: tuple[Conversation, dict[str, str]] | None
    ) -> tuple[str, Conversation | None]:
        """Which conversation a message belongs to (None: a new one), and as what kind of entry."""
        if button is not None:
            if rules.is_survey_payload(button[1]["payload"]):
                return rules.BUTTON, await self.lock(session, button[0].id)
            is_open = current is not None and current.holder != rules.NOBODY
            return rules.BUTTON, current if is_open else None
        if current is None:
            return rules.TEXT, None
        if current.holder != rules.NOBODY:
            return rules.TEXT, current
        if await self.surveys.awaits_words(session, current.id):
            return rules.AFTERWORD, current
        return rules.TEXT, None


CONVERSATIONS = web.AppKey("conversations", ConversationService)
