"""Orders: look-up, proof, pending changes, and what sources tell of them. The only door to them."""

from collections.abc import Collection, Sequence

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.service import ConversationService
from crm_backend.customers.service import CustomerService
from crm_backend.errors import RapportError
from crm_backend.kit.bulk import Stored
from crm_backend.kit.clock import Clock
from crm_backend.kit.events import Events
from crm_backend.orders import store
from crm_backend.orders.access import Access
from crm_backend.orders.changes import Changes
from crm_backend.orders.schemas import (
    AppliedChangeView,
    ConversationCustomer,
    DroppedChangeView,
    OrderRecord,
    OrderView,
    PendingChangeView,
    ProductInfo,
    ProductRecord,
)
from crm_backend.orders.views import order_view
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
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._events = events
        self._conversations = conversations
        self._access = Access(settings, clock, conversations, customers)
        self._changes = Changes(settings, clock, conversations, self._access)

    async def customer(self, session: AsyncSession, conversation_id: str) -> ConversationCustomer:
        """Who the conversation is with. A visitor's name is nobody's word, so it is not told."""
        view = await self._conversations.customer_of(session, conversation_id)
        name = view.name if view.verified else None
        return ConversationCustomer(verified=view.verified, name=name, language=view.language)

    async def recent(self, session: AsyncSession, conversation_id: str, limit: int = 5) -> list[OrderView]:
        """The newest orders that may be seen in the conversation."""
        return [order_view(order) for order in await self._access.visible(session, conversation_id, limit)]

    async def find(self, session: AsyncSession, conversation_id: str, order_id: str) -> OrderView:
        """One order, however its id is typed. Forbidden (proof needed), NotFound (not theirs), TooMany (locked)."""
        return order_view(await self._access.require(session, conversation_id, order_id))

    async def prove(
        self, session: AsyncSession, conversation_id: str, order_id: str, contact: str, message_id: str
    ) -> OrderView | RapportError:
        """The order, if the contact is on it. A wrong contact is returned as an error to raise after the commit."""
        outcome = await self._access.prove(session, conversation_id, order_id, contact, message_id)
        return outcome if isinstance(outcome, RapportError) else order_view(outcome)

    async def propose(
        self, session: AsyncSession, conversation_id: str, order_id: str, operation: str, message_id: str
    ) -> PendingChangeView:
        """A pending change to show to the customer; it drops older open ones of the conversation."""
        change, order = await self._changes.propose(session, conversation_id, order_id, operation, message_id)
        return PendingChangeView.model_validate(
            {
                "id": change.id,
                "operation": change.operation,
                "expires_at": change.expires_at,
                "order": order_view(order),
            }
        )

    async def apply(
        self, session: AsyncSession, conversation_id: str, change_id: str, message_id: str
    ) -> AppliedChangeView:
        """Do what the customer confirmed, once. Conflict: expired, dropped, or the order has moved on."""
        change, order = await self._changes.apply(session, conversation_id, change_id, message_id)
        return AppliedChangeView(id=change.id, order=order_view(order))

    async def drop(self, session: AsyncSession, conversation_id: str, change_id: str) -> DroppedChangeView:
        change = await self._changes.drop(session, conversation_id, change_id)
        return DroppedChangeView(id=change.id)

    async def has_any(self, session: AsyncSession) -> bool:
        """Whether the store holds any order or product."""
        return await store.has_any(session)

    async def products(self, session: AsyncSession, external_ids: Collection[str]) -> dict[str, ProductInfo]:
        """Products by external id, of those that exist."""
        return await store.products(session, external_ids)

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


ORDERS = web.AppKey("orders", OrderService)
