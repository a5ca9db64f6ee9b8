"""The SQL of the ledger. Private to the domain."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Select, and_, bindparam, case, delete, exists, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from crm_backend.conversations.models import Conversation, Message, OutboxEntry, Turn
from crm_backend.conversations.rules import ASSISTANT, EVENT, NOBODY

UNDONE = ("waiting", "leased")


async def conversation(session: AsyncSession, conversation_id: str, *, lock: bool = False) -> Conversation | None:
    """With `lock`, nobody else changes it until this transaction ends."""
    query = select(Conversation).where(Conversation.id == conversation_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def newest_of_identity(session: AsyncSession, identity_id: str, count: int = 1) -> Sequence[Conversation]:
    """The identity's newest conversations, newest first."""
    query = (
        select(Conversation)
        .where(Conversation.identity_id == identity_id)
        .order_by(Conversation.created_at.desc(), Conversation.id.desc())
        .limit(count)
    )
    return (await session.scalars(query)).all()


async def message_of_client(session: AsyncSession, identity_id: str, client_message_id: str) -> Message | None:
    """The stored message that a client already sent under this id; its newest copy if it was moved."""
    query = (
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.identity_id == identity_id, Message.client_message_id == client_message_id)
        .order_by(Message.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def messages_after(session: AsyncSession, conversation_id: str, seq: int, limit: int) -> Sequence[Message]:
    """The first `limit` messages after `seq`, without those that moved on."""
    query = _shown(conversation_id).where(Message.seq > seq).order_by(Message.seq).limit(limit)
    return (await session.scalars(query)).all()


async def newest_messages(session: AsyncSession, conversation_id: str, limit: int) -> Sequence[Message]:
    """The newest `limit` messages, oldest first, without those that moved on."""
    query = _shown(conversation_id).order_by(Message.seq.desc()).limit(limit)
    return (await session.scalars(query)).all()[::-1]


def _shown(conversation_id: str) -> Select[Message]:
    return select(Message).where(Message.conversation_id == conversation_id, Message.moved_to.is_(None))


async def all_messages(session: AsyncSession, conversation_id: str) -> Sequence[Message]:
    query = select(Message).where(Message.conversation_id == conversation_id).order_by(Message.seq)
    return (await session.scalars(query)).all()


async def messages(session: AsyncSession, ids: Iterable[str]) -> Sequence[Message]:
    return (await session.scalars(select(Message).where(Message.id.in_(list(ids))))).all()


async def closed_without_summary(session: AsyncSession, since: datetime, limit: int) -> Sequence[Conversation]:
    """Of those that something happened in since then."""
    query = select(Conversation).where(Conversation.holder == NOBODY, Conversation.updated_at >= since)
    query = query.where(Conversation.summary.is_(null())).order_by(Conversation.updated_at).limit(limit)
    return (await session.scalars(query)).all()


async def keep_summary(session: AsyncSession, conversation_id: str, places: list[dict[str, str | int]]) -> None:
    """Nothing else of the record is touched: no lock is needed, and a replica that was faster wrote the same."""
    await session.execute(update(Conversation).where(Conversation.id == conversation_id).values(summary=places))


async def customer_texts(session: AsyncSession, conversation_id: str, newest: int) -> list[tuple[str, str]]:
    """(Message id, text) of the newest messages that the customer typed, oldest first."""
    query = (
        select(Message.id, Message.text)
        .where(Message.conversation_id == conversation_id, Message.sender == "customer")
        .where(Message.button_id.is_(None), Message.moved_to.is_(None))
        .order_by(Message.seq.desc())
        .limit(newest)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()][::-1]


async def last_messages(session: AsyncSession, conversation_ids: Iterable[str]) -> dict[str, Message]:
    """What a person last said in each conversation: the customer or an agent."""
    newest = (
        select(Message.conversation_id, func.max(Message.seq).label("seq"))
        .where(Message.conversation_id.in_(list(conversation_ids)), Message.sender.in_(("customer", "agent")))
        .group_by(Message.conversation_id)
        .subquery()
    )
    query = select(Message).join(
        newest, and_(newest.c.conversation_id == Message.conversation_id, newest.c.seq == Message.seq)
    )
    return {message.conversation_id: message for message in (await session.scalars(query)).all()}


async def has_work(session: AsyncSession, conversation_id: str) -> bool:
    """Whether the assistant still owes an answer in this conversation."""
    query = select(OutboxEntry.id).where(OutboxEntry.conversation_id == conversation_id, OutboxEntry.state.in_(UNDONE))
    return await session.scalar(query.limit(1)) is not None


async def entry(session: AsyncSession, entry_id: str) -> OutboxEntry | None:
    """An outbox entry, locked: nobody else can lease or end it until this transaction ends."""
    query = select(OutboxEntry).where(OutboxEntry.id == entry_id)
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True))


_EARLIER = aliased(OutboxEntry)
# Nothing undone stands before the entry in its conversation
_IS_FIRST = ~exists().where(
    _EARLIER.conversation_id == OutboxEntry.conversation_id,
    _EARLIER.position < OutboxEntry.position,
    _EARLIER.state.in_(UNDONE),
)
# Asked several times in every turn, so they are built once
_CLAIMABLE = (
    select(OutboxEntry)
    .where(
        or_(
            and_(OutboxEntry.state == "waiting", OutboxEntry.available_at <= bindparam("now")),
            and_(OutboxEntry.state == "leased", OutboxEntry.leased_until < bindparam("now")),
        ),
        _IS_FIRST,
    )
    .order_by(OutboxEntry.position)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_NEXT_DUE = select(
    func.min(case((OutboxEntry.state == "waiting", OutboxEntry.available_at), else_=OutboxEntry.leased_until))
).where(OutboxEntry.state.in_(UNDONE), _IS_FIRST)


async def claimable(session: AsyncSession, now: datetime, limit: int) -> Sequence[OutboxEntry]:
    """The oldest undone entry of each conversation, if it is due and nobody else has it; locked for us."""
    return (await session.scalars(_CLAIMABLE, {"now": now, "limit": limit})).all()


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next entry may be tried: one that waits, or one whose lease ends."""
    found = await session.scalar(_NEXT_DUE)
    return found.replace(tzinfo=found.tzinfo or UTC) if found is not None else None


async def skip_undone(session: AsyncSession, conversation_id: str, now: datetime) -> None:
    """Nothing more for the assistant to do here: a person took over, or it is closed."""
    query = (
        update(OutboxEntry)
        .where(OutboxEntry.conversation_id == conversation_id, OutboxEntry.state == "waiting")
        .values(state="skipped", ended_at=now)
    )
    await session.execute(query)


async def turns(session: AsyncSession, conversation_id: str) -> Sequence[Turn]:
    query = select(Turn).where(Turn.conversation_id == conversation_id).order_by(Turn.started_at, Turn.id)
    return (await session.scalars(query)).all()


async def newest_turns(session: AsyncSession, conversation_id: str, events: int) -> tuple[Turn | None, list[Turn]]:
    """The turn before the window, and the newest turns that hold at least `events` tracker events, oldest first."""
    query = select(Turn.id, Turn.event_count).where(Turn.conversation_id == conversation_id, Turn.number.is_not(None))
    rows = (await session.execute(query.order_by(Turn.number.desc()).limit(events + 1))).all()
    chosen: list[str] = []
    total = 0
    for turn_id, count in rows:
        if total >= events:
            break
        chosen.append(turn_id)
        total += count
    before = rows[len(chosen)][0] if len(chosen) < len(rows) else None
    ids = [*chosen, before] if before else chosen
    found = {turn.id: turn for turn in (await session.scalars(select(Turn).where(Turn.id.in_(ids)))).all()}
    return (found[before] if before else None), [found[turn_id] for turn_id in reversed(chosen)]


async def quiet_conversations(
    session: AsyncSession, remind: datetime, abandon: datetime, limit: int
) -> Sequence[Conversation]:
    """Those the assistant holds in which something is to be done: the customer was last seen before `abandon`, or
    before `remind` and was not reminded since. Others would take the places of those behind them."""
    undone = exists().where(OutboxEntry.conversation_id == Conversation.id, OutboxEntry.state.in_(UNDONE))
    seen = func.coalesce(Conversation.last_customer_at, Conversation.created_at)
    unreminded = or_(Conversation.reminded_at.is_(None), Conversation.reminded_at < seen)
    to_remind = and_(seen <= remind, Conversation.last_customer_at.is_not(None), unreminded)
    due = or_(seen <= abandon, to_remind)
    query = select(Conversation).where(Conversation.holder == ASSISTANT, due, ~undone)
    return (await session.scalars(query.order_by(seen).limit(limit))).all()


async def delete_conversation(session: AsyncSession, conversation_id: str) -> None:
    """Remove one that never had a customer's message."""
    for table in (OutboxEntry, Message, Turn):
        await session.execute(delete(table).where(table.conversation_id == conversation_id))
    await session.execute(delete(Conversation).where(Conversation.id == conversation_id))


async def counts_by_holder(session: AsyncSession) -> dict[str, int]:
    query = select(Conversation.holder, func.count()).where(Conversation.last_customer_at.is_not(None))
    return {row[0]: row[1] for row in (await session.execute(query.group_by(Conversation.holder))).all()}


async def pending_event(session: AsyncSession, conversation_id: str, event: str) -> bool:
    query = select(OutboxEntry.id).where(
        OutboxEntry.conversation_id == conversation_id,
        OutboxEntry.kind == EVENT,
        OutboxEntry.event == event,
        OutboxEntry.state.in_(UNDONE),
    )
    return await session.scalar(query.limit(1)) is not None


async def message_ids_of_entries(session: AsyncSession, conversation_id: str) -> dict[str, str | None]:
    """Which message each outbox entry is about."""
    query = select(OutboxEntry.id, OutboxEntry.message_id).where(OutboxEntry.conversation_id == conversation_id)
    return {row[0]: row[1] for row in (await session.execute(query)).all()}
