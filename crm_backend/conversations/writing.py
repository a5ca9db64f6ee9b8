"""How the ledger is written: locks, messages, what is owed to whom. The use cases are in `service`."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations import repository, rules
from crm_backend.conversations.models import Conversation, Message, OutboxEntry
from crm_backend.conversations.reading import ConversationReader
from crm_backend.customers.service import CustomerService
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import after_commit
from crm_backend.kit.events import Events
from crm_backend.kit.hub import Hub
from crm_backend.kit.ids import new_id
from crm_backend.kit.texts import choose_language
from crm_backend.settings import Settings
from crm_backend.staff.service import StaffService

STAFF_TOPIC = "staff"
OUTBOX_TOPIC = "outbox"


class LedgerWriter(ConversationReader):
    """The identity's row is locked first, then the conversation's: one writer at a time, one order of locks."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        events: Events,
        hub: Hub,
        customers: CustomerService,
        staff: StaffService,
    ) -> None:
        super().__init__(customers, staff)
        self._settings = settings
        self._clock = clock
        self._events = events
        self._hub = hub

    async def lock(self, session: AsyncSession, conversation_id: str) -> Conversation:
        """The conversation, so that nobody else changes it until this transaction ends. NotFound."""
        found = await self.get(session, conversation_id)
        await self._customers.lock_identity(session, found.identity_id)
        locked = await repository.conversation(session, conversation_id, lock=True)
        return locked if locked is not None else found

    def begin_event(self, session: AsyncSession, conversation: Conversation, event: str) -> None:
        """A turn that the CRM begins, with an event instead of a text."""
        self._owe_answer(session, conversation, rules.EVENT, event=event)

    def changed(self, session: AsyncSession, conversation: Conversation) -> None:
        """After the commit, tell everybody who watches this conversation."""
        topics = (f"identity:{conversation.identity_id}", f"conversation:{conversation.id}", STAFF_TOPIC)

        async def tell() -> None:
            for topic in topics:
                await self._hub.notify(topic)

        after_commit(session, tell)

    async def _newest(self, session: AsyncSession, identity_id: str) -> Conversation | None:
        newest = await repository.newest_of_identity(session, identity_id)
        return await repository.conversation(session, newest[0].id, lock=True) if newest else None

    async def _open(
        self,
        session: AsyncSession,
        identity_id: str,
        previous: Conversation | None,
        address: str | None,
        locale: str | None,
    ) -> Conversation:
        identity = await self._customers.get_identity(session, identity_id)
        customer = await self._customers.get(session, identity.customer_id)
        now = self._now_in(previous) if previous else self._clock()  # the newest is found by its time
        conversation = Conversation(
            id=new_id(),
            customer_id=customer.id,
            identity_id=identity_id,
            channel=identity.channel,
            address=address,
            language=previous.language if previous and not locale else choose_language(locale, customer.locale),
            strategy="default",
            holder=rules.ASSISTANT,
            epoch=0,
            follows_id=previous.id if previous else None,
            last_seq=0,
            turn_count=0,
            created_at=now,
            updated_at=now,
        )
        session.add(conversation)
        return conversation

    def _add(self, conversation: Conversation, sender: str, text: str, **fields: object) -> Message:
        now = self._now_in(conversation)
        conversation.last_seq += 1
        conversation.updated_at = now
        values: dict[str, object] = {"id": new_id(), **fields}
        return Message(
            conversation_id=conversation.id,
            seq=conversation.last_seq,
            sender=sender,
            text=text,
            created_at=now,
            **values,
        )

    def _now_in(self, conversation: Conversation) -> datetime:
        """The time, but never before what the conversation already holds: clocks of replicas differ."""
        return max(self._clock(), conversation.updated_at)

    def _owe_answer(
        self,
        session: AsyncSession,
        conversation: Conversation,
        kind: str,
        *,
        message: Message | None = None,
        event: str | None = None,
    ) -> None:
        payload = message.payload if message else None
        if rules.route(conversation.holder, kind, event, payload, survey=True) == rules.SKIP:
            return
        now = self._clock()
        session.add(
            OutboxEntry(
                id=new_id(),
                conversation_id=conversation.id,
                message_id=message.id if message else None,
                kind=kind,
                event=event,
                state="waiting",
                attempts=0,
                available_at=now,
                created_at=now,
            )
        )

        async def wake() -> None:
            await self._hub.notify(OUTBOX_TOPIC)

        after_commit(session, wake)
