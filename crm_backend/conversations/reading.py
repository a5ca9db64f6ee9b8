"""The read side of the ledger: feeds for customers, lists and whole conversations for staff, windows for Rasa."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations import repository, rules, summary, views
from crm_backend.conversations.models import Conversation, Message
from crm_backend.conversations.schemas import (
    ConversationPage,
    CustomerView,
    Feed,
    MessageView,
    Reading,
    StateView,
    SurveyView,
    TrackerWindow,
)
from crm_backend.customers.service import CustomerService
from crm_backend.errors import NotFound
from crm_backend.staff.service import StaffService

FEED_CONVERSATIONS = 5
FEED_MESSAGES = 200


class Surveys(Protocol):
    """The CSAT surveys, which live in a domain above: bound in app.py."""

    async def of(self, session: AsyncSession, conversation_ids: Sequence[str]) -> dict[str, SurveyView]: ...

    async def awaits_words(self, session: AsyncSession, conversation_id: str) -> bool:
        """Whether a text after the close may still belong to the survey."""
        ...


class ConversationReader:
    """Reads the ledger. Every method takes the session of its caller."""

    def __init__(self, customers: CustomerService, staff: StaffService) -> None:
        self._customers = customers
        self._staff = staff
        self.surveys: Surveys

    async def get(self, session: AsyncSession, conversation_id: str) -> Conversation:
        found = await repository.conversation(session, conversation_id)
        if found is None:
            raise NotFound("conversations.not_found")
        return found

    async def customer_of(self, session: AsyncSession, conversation_id: str) -> CustomerView:
        """Who the conversation is with: what every access decision starts from."""
        conversation = await self.get(session, conversation_id)
        identity = await self._customers.get_identity(session, conversation.identity_id)
        customer = await self._customers.get(session, conversation.customer_id)
        return CustomerView(
            conversation_id=conversation.id,
            customer_id=customer.id,
            identity_id=identity.id,
            verified=identity.verified,
            name=customer.name,
            address=conversation.address,
            language=conversation.language,
            channel=conversation.channel,
        )

    async def feed(
        self, session: AsyncSession, identity_id: str, after: str | None = None, limit: int = FEED_MESSAGES
    ) -> Feed:
        """The customer's newest messages; with a cursor, the first ones that they have not seen. Oldest first.

        The answer's cursor goes as far as its messages do: whoever is far behind asks again until there are none.
        """
        seen = rules.read_cursor(after)
        newest = await repository.newest_of_identity(session, identity_id, FEED_CONVERSATIONS)
        if seen:
            messages, cursor = await self._unseen(session, newest[::-1], seen, limit)
        else:
            messages = [m for c in newest for m in await repository.newest_messages(session, c.id, limit)]
            cursor = {c.id: c.last_seq for c in newest}
        messages.sort(key=lambda message: (message.created_at, message.conversation_id, message.seq))
        names = await self._names(session, [m.staff_id for m in messages])
        state = await self._state(session, newest[0]) if newest else StateView()
        shown = [views.message(m, names) for m in messages[-limit:]]
        return Feed(cursor=rules.write_cursor(cursor), messages=shown, state=state)

    async def _unseen(
        self, session: AsyncSession, conversations: Sequence[Conversation], seen: dict[str, int], limit: int
    ) -> tuple[list[Message], dict[str, int]]:
        messages: list[Message] = []
        cursor: dict[str, int] = {}
        for conversation in conversations:
            start, room = seen.get(conversation.id, 0), limit - len(messages)
            if conversation.last_seq > start and room > 0:
                found = await repository.messages_after(session, conversation.id, start, room)
                messages += found
                start = found[-1].seq if len(found) == room else conversation.last_seq
            cursor[conversation.id] = start
        return messages, cursor

    async def agent_name(self, session: AsyncSession, conversation: Conversation) -> str | None:
        """The agent who holds it, or held it last."""
        names = await self._names(session, [conversation.agent_id])
        return names.get(conversation.agent_id or "")

    async def message_view(self, session: AsyncSession, message: Message) -> MessageView:
        return views.message(message, await self._names(session, [message.staff_id]))

    async def _state(self, session: AsyncSession, conversation: Conversation) -> StateView:
        surveys = await self.surveys.of(session, [conversation.id])
        names = await self._names(session, [conversation.agent_id])
        working = await repository.has_work(session, conversation.id)
        return views.state(conversation, working, names, surveys.get(conversation.id))

    async def list_conversations(
        self,
        session: AsyncSession,
        *,
        holder: str | None = None,
        agent_id: str | None = None,
        search: str | None = None,
        customer_id: str | None = None,
        need: str | None = None,
        priority: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> ConversationPage:
        """Newest activity first, those that customers wrote in; in the queue, urgent and high ones before all others.

        `holder` "open" means any that is not closed.
        """
        query = select(Conversation).where(Conversation.last_customer_at.is_not(None))
        if holder == "open":
            query = query.where(Conversation.holder.in_(rules.OPEN_HOLDERS))
        elif holder:
            query = query.where(Conversation.holder == holder)
        if agent_id:
            query = query.where(Conversation.agent_id == agent_id)
        if customer_id:
            query = query.where(Conversation.customer_id == customer_id)
        if need:
            query = query.where(Conversation.need == need)
        if priority:
            query = query.where(Conversation.priority == priority)
        if search:
            query = query.where(await self._matching(session, search))
        if after:
            query = query.where(views.before_page_mark(after, ranked=holder == rules.QUEUE))
        first = [views.queue_rank] if holder == rules.QUEUE else []
        query = query.order_by(*first, Conversation.updated_at.desc(), Conversation.id.desc()).limit(limit + 1)
        rows = list((await session.scalars(query)).all())
        shown = rows[:limit]
        return ConversationPage(
            conversations=await self.summaries(session, shown),
            after=views.page_mark(shown[-1], ranked=holder == rules.QUEUE) if len(rows) > limit else None,
            counts=await repository.counts_by_holder(session),
        )

    async def counts_by_need(self, session: AsyncSession) -> dict[tuple[str, bool], int]:
        """How many conversations there are of each need, by whether they are open."""
        is_open = Conversation.holder != "nobody"
        query = select(Conversation.need, is_open, func.count()).where(Conversation.last_customer_at.is_not(None))
        rows = await session.execute(query.where(Conversation.need.is_not(None)).group_by(Conversation.need, is_open))
        return {(need, bool(still_open)): count for need, still_open, count in rows if need}

    async def _matching(self, session: AsyncSession, search: str) -> ColumnElement[bool]:
        said = select(Message.conversation_id).where(Message.text.icontains(search, autoescape=True))
        customers = await self._customers.ids_matching(session, search)
        return or_(Conversation.id == search, Conversation.id.in_(said), Conversation.customer_id.in_(customers))

    async def summaries(self, session: AsyncSession, conversations: Sequence[Conversation]) -> list[views.Summary]:
        ids = [conversation.id for conversation in conversations]
        last = await repository.last_messages(session, ids)
        surveys = await self.surveys.of(session, ids)
        names = await self._names(session, [c.agent_id for c in conversations])
        people = await self._customers.by_ids(session, [c.customer_id for c in conversations])
        verified = await self._customers.verified_identities(session, [c.identity_id for c in conversations])
        about = await self._about(session, conversations)
        return [
            views.summary(
                c,
                people[c.customer_id].name,
                c.identity_id in verified,
                last.get(c.id),
                about.get(c.id),
                names,
                surveys,
            )
            for c in conversations
        ]

    async def _about(self, session: AsyncSession, conversations: Sequence[Conversation]) -> dict[str, str]:
        """What the customer came for: the first of their own sentences in each summary that was kept."""
        found = {c.id: summary.kept(c.summary) or [] for c in conversations}
        ids = {place.message_id for places in found.values() for place in places}
        messages = await repository.messages(session, ids) if ids else []
        lines = {each: summary.lines(places, messages) for each, places in found.items()}
        theirs = {each: [line.text for line in shown if line.sender == "customer"] for each, shown in lines.items()}
        return {each: texts[0] for each, texts in theirs.items() if texts}

    async def reading_view(self, session: AsyncSession, conversation_id: str) -> Reading:
        """Everything about one conversation, for staff."""
        conversation = await self.get(session, conversation_id)
        messages = await repository.all_messages(session, conversation_id)
        entries = await repository.message_ids_of_entries(session, conversation_id)
        names = await self._names(session, [m.staff_id for m in messages])
        return Reading(
            conversation=(await self.summaries(session, [conversation]))[0],
            follows_id=conversation.follows_id,
            customer=await self.customer_of(session, conversation_id),
            epoch=conversation.epoch,
            summary=summary.kept(conversation.summary),
            messages=[views.staff_message(m, names) for m in messages],
            turns=[views.turn(t, entries.get(t.entry_id)) for t in await repository.turns(session, conversation_id)],
        )

    async def tracker_window(self, session: AsyncSession, conversation_id: str, events: int) -> TrackerWindow:
        """The newest whole turns that hold at least `events` tracker events."""
        conversation = await self.get(session, conversation_id)
        before, turns = await repository.newest_turns(session, conversation_id, events)
        return TrackerWindow(
            conversation_id=conversation_id,
            turn=conversation.turn_count,
            state=before.tracker_state if before else None,
            events=[event for turn in turns for event in turn.events or []],
        )

    async def open_ids(self, session: AsyncSession) -> Sequence[str]:
        """Of the conversations that customers wrote in and that are not closed, the newest activity first."""
        query = select(Conversation.id).where(Conversation.last_customer_at.is_not(None))
        query = query.where(Conversation.holder.in_(rules.OPEN_HOLDERS)).order_by(Conversation.updated_at.desc())
        return (await session.scalars(query)).all()

    async def customer_texts(self, session: AsyncSession, conversation_id: str, newest: int) -> list[tuple[str, str]]:
        """(Message id, text) of what the customer typed, oldest first; the `newest` ones."""
        return await repository.customer_texts(session, conversation_id, newest)

    async def _names(self, session: AsyncSession, staff_ids: Sequence[str | None]) -> dict[str, str]:
        wanted = sorted({staff_id for staff_id in staff_ids if staff_id})
        return await self._staff.names(session, wanted) if wanted else {}
