"""Orders: look-up, proof, pending changes, and what sources tell of them. The only door to them."""

from collections.abc import Collection, Mapping, Sequence

from aiohttp import web
from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.service import ConversationService
from crm_backend.customers.service import CustomerService
from crm_backend.errors import RapportError
from crm_backend.kit.bulk import Stored
from crm_backend.kit.clock import Clock
from crm_backend.kit.events import Events
from crm_backend.orders import requests, store
from crm_backend.orders.access import Access
from crm_backend.orders.changes import Changes
from crm_backend.orders.models import Order
from crm_backend.orders.schemas import (
    AppliedChangeView,
    ChangeShown,
    ConversationCustomer,
    DroppedChangeView,
    OrderRecord,
    OrderRequestView,
    OrderView,
    PendingChangeView,
    ProductInfo,
    ProductRecord,
    RequestKind,
    RequestPage,
    RequestState,
)
from crm_backend.orders.terms import read_terms
from crm_backend.orders.views import order_view, request_sentence
from crm_backend.replies.service import ReplyService
from crm_backend.settings import Settings


class OrderService:
    """Every call names the conversation it is made in: that decides which orders may be seen."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        events: Events,
        customers: CustomerService,
        conversations: ConversationService,
        replies: ReplyService,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._events = events
        self._conversations = conversations
        self._access = Access(settings, clock, conversations, customers)
        self._changes = Changes(settings, clock, conversations, self._access, replies)
        self._replies = replies

    async def customer(self, session: AsyncSession, conversation_id: str) -> ConversationCustomer:
        """Who the conversation is with. A visitor's name is nobody's word, so it is not told."""
        view = await self._conversations.customer_of(session, conversation_id)
        name = view.name if view.verified else None
        return ConversationCustomer(verified=view.verified, name=name, language=view.language)

    async def recent(self, session: AsyncSession, conversation_id: str, limit: int = 5) -> list[OrderView]:
        """The newest orders that may be seen in the conversation."""
        return await self._views(session, await self._access.visible(session, conversation_id, limit))

    async def find(self, session: AsyncSession, conversation_id: str, order_id: str) -> OrderView:
        """One order, however its id is typed. Forbidden (proof needed), NotFound (not theirs), TooMany (locked)."""
        return await self._view(session, await self._access.require(session, conversation_id, order_id))

    async def prove(
        self, session: AsyncSession, conversation_id: str, order_id: str, contact: str, message_id: str
    ) -> OrderView | RapportError:
        """The order, if the contact is on it. A wrong contact is returned as an error to raise after the commit."""
        outcome = await self._access.prove(session, conversation_id, order_id, contact, message_id)
        return outcome if isinstance(outcome, RapportError) else await self._view(session, outcome)

    async def propose(
        self,
        session: AsyncSession,
        conversation_id: str,
        order_id: str,
        operation: str,
        message_id: str,
        details: Mapping[str, JsonValue] | None = None,
    ) -> PendingChangeView:
        """A pending change to show to the customer; it drops older open ones of the conversation.

        Conflict: not possible with the order as it stands. Invalid: not with these details.
        """
        change, order = await self._changes.propose(
            session, conversation_id, order_id, operation, details or {}, message_id
        )
        return PendingChangeView.model_validate(
            {
                "id": change.id,
                "operation": change.operation,
                "expires_at": change.expires_at,
                "order": await self._view(session, order),
                "shown": ChangeShown.model_validate(change.details["shown"]),
            }
        )

    async def apply(
        self, session: AsyncSession, conversation_id: str, change_id: str, message_id: str
    ) -> AppliedChangeView:
        """Do what the customer confirmed, once. Conflict: expired, dropped, or the order has moved on."""
        change, order = await self._changes.apply(session, conversation_id, change_id, message_id)
        view = await self._view(session, order)
        return AppliedChangeView.model_validate({"id": change.id, "operation": change.operation, "order": view})

    async def drop(self, session: AsyncSession, conversation_id: str, change_id: str) -> DroppedChangeView:
        change = await self._changes.drop(session, conversation_id, change_id)
        return DroppedChangeView.model_validate({"id": change.id, "operation": change.operation})

    async def open_requests(
        self, session: AsyncSession, conversation_id: str | None = None, limit: int = 50
    ) -> list[OrderRequestView]:
        """What staff have to do, newest first: on all orders, or on those that may be seen in the conversation."""
        seen = await self._access.visible(session, conversation_id, limit) if conversation_id else None
        order_ids = None if seen is None else [order.id for order in seen]
        return await requests.listed(session, state="open", order_ids=order_ids, limit=limit)

    async def request_page(
        self,
        session: AsyncSession,
        state: RequestState,
        kind: RequestKind | None = None,
        *,
        limit: int,
        offset: int = 0,
    ) -> RequestPage:
        """The requests on all orders: open ones by who waits longest, the others by what was ended last."""
        return await requests.page(session, state, kind, limit, offset)

    async def end_request(
        self, session: AsyncSession, request_id: str, staff_id: str, state: RequestState
    ) -> OrderRequestView:
        """Done, or rejected; the customer reads it where they asked for it. Conflict if somebody ended it otherwise."""
        request, now = await requests.end(session, request_id, staff_id, state, self._clock())
        if now:
            conversation = await self._conversations.lock(session, request.conversation_id)
            sentence = request_sentence(request, conversation.language)
            await self._conversations.say(session, conversation, sentence, language=conversation.language)
        return request

    async def has_any(self, session: AsyncSession) -> bool:
        """Whether the store holds any order or product."""
        return await store.has_any(session)

    async def products(self, session: AsyncSession, external_ids: Collection[str]) -> dict[str, ProductInfo]:
        """Products by external id, of those that exist."""
        return await store.products(session, external_ids)

    async def product_names(self, session: AsyncSession) -> list[tuple[str, str]]:
        """(External id, name) of every article, in both languages."""
        return await store.product_names(session)

    async def ids_by_key(self, session: AsyncSession, keys: Collection[str]) -> dict[str, str]:
        """The external ids of stored orders, by key."""
        return await store.ids_by_key(session, keys)

    async def store_products(self, session: AsyncSession, records: Sequence[ProductRecord]) -> Stored:
        """Create or update products by external id. A new one needs its names, price and currency."""
        return await store.store_products(session, records)

    async def store_orders(self, session: AsyncSession, records: Sequence[OrderRecord]) -> Stored:
        """Create or update orders by external id. A new one needs its customer, total and currency."""
        return await store.store_orders(session, records, self._clock())

    async def forget_proofs(self, session: AsyncSession, external_ids: Collection[str]) -> None:
        """Put the orders back as if nobody had asked: proofs and wrong tries forgotten, open changes dropped."""
        await store.forget_proofs(session, external_ids, self._clock())

    async def _view(self, session: AsyncSession, order: Order) -> OrderView:
        return (await self._views(session, [order]))[0]

    async def _views(self, session: AsyncSession, orders: Sequence[Order]) -> list[OrderView]:
        found = await requests.of_orders(session, [order.id for order in orders])
        terms, now = await read_terms(session, self._replies), self._clock()
        return [order_view(order, found[order.id], terms, now) for order in orders]


ORDERS = web.AppKey("orders", OrderService)
