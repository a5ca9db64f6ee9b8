"""Who may see an order: decided for every call, from the conversation it is asked in."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.schemas import CustomerView
from crm_backend.conversations.service import ConversationService
from crm_backend.customers.service import CustomerService
from crm_backend.errors import Forbidden, Invalid, NotFound, TooMany
from crm_backend.kit import contacts
from crm_backend.kit.clock import Clock
from crm_backend.orders import repository, rules
from crm_backend.orders.models import Order
from crm_backend.settings import Settings


class Access:
    """A verified customer sees their own orders; anybody sees those they proved in this conversation."""

    def __init__(
        self, settings: Settings, clock: Clock, conversations: ConversationService, customers: CustomerService
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._conversations = conversations
        self._customers = customers
        self._limits = rules.Limits(
            order=settings.proof_tries_per_order,
            conversation=settings.proof_tries_per_conversation,
            address=settings.proof_tries_per_address,
            window=timedelta(seconds=settings.proof_window),
        )

    async def visible(self, session: AsyncSession, conversation_id: str, limit: int) -> Sequence[Order]:
        """The newest orders that may be seen in the conversation."""
        view = await self._conversations.customer_of(session, conversation_id)
        owner_id = view.customer_id if view.verified else None
        return await repository.visible(session, conversation_id, owner_id, limit)

    async def require(self, session: AsyncSession, conversation_id: str, typed: str) -> Order:
        """The order, if it may be seen. Otherwise the answer is the same whether or not it exists."""
        key = _key(typed)
        view = await self._conversations.customer_of(session, conversation_id)
        order = await repository.order_by_key(session, key)
        if order is not None and await self.may_see(session, view, order):
            return order
        raise await self.refusal(session, view, key)

    async def may_see(self, session: AsyncSession, view: CustomerView, order: Order) -> bool:
        own = view.verified and order.customer_id == view.customer_id
        return own or await repository.is_proven(session, view.conversation_id, order.id)

    async def refusal(self, session: AsyncSession, view: CustomerView, key: str) -> NotFound | Forbidden | TooMany:
        """Why an order may not be seen, without a word on whether it exists."""
        if view.verified:
            return NotFound("orders.not_found")
        locked = self._lock(await self._allowance(session, _asked(view, key)))
        return locked or Forbidden("orders.proof_needed")

    async def prove(
        self, session: AsyncSession, conversation_id: str, typed: str, contact: str, message_id: str
    ) -> Order | Forbidden | TooMany:
        """The order, if the contact is the one on it. A wrong contact is *returned* as a refusal, not raised:
        the transaction that counts it has to commit. One message is one try, however often it is sent.
        """
        key = _key(typed)
        view = await self._conversations.customer_of(session, conversation_id)
        await repository.serialise(session, "orders.proof")
        order = await repository.order_by_key(session, key)
        if order is not None and await self.may_see(session, view, order):
            return order
        asked = _asked(view, key)
        allowance = await self._allowance(session, asked)
        if locked := self._lock(allowance):
            raise locked
        readings = contacts.readings(contact, self._settings.phone_regions)
        if not readings:
            raise Invalid("orders.contact_unreadable")
        if await repository.is_counted(session, asked, message_id):
            return Forbidden("orders.proof_wrong", tries_left=allowance.left)
        if order is not None and await self._is_on(session, contact, order):
            await repository.grant(session, conversation_id, order.id, self._clock())
            return order
        return await self._count_wrong(session, asked, message_id)

    async def _count_wrong(self, session: AsyncSession, asked: rules.Asked, message_id: str) -> Forbidden | TooMany:
        now = self._clock()
        await repository.forget_tries(session, now - self._limits.window)
        await repository.count_wrong(session, asked, message_id, now)
        allowance = await self._allowance(session, asked)
        return self._lock(allowance) or Forbidden("orders.proof_wrong", tries_left=allowance.left)

    async def _is_on(self, session: AsyncSession, contact: str, order: Order) -> bool:
        """Whether the contact is the order's; where the order names none, its customer's stands for it."""
        customer = await self._customers.get(session, order.customer_id)
        phone, email = order.phone or customer.phone, order.email or customer.email
        region = contacts.region_of(phone) if phone else None
        regions = [*self._settings.phone_regions, *([region] if region else [])]
        return rules.same_contact(contacts.readings(contact, regions), (phone, email))

    async def _allowance(self, session: AsyncSession, asked: rules.Asked) -> rules.Allowance:
        now = self._clock()
        tries = await repository.wrong_tries(session, asked, now - self._limits.window)
        return rules.allowance(tries, asked, self._limits, now)

    def _lock(self, allowance: rules.Allowance) -> TooMany | None:
        if allowance.left:
            return None
        return TooMany("orders.locked", retry_after=allowance.seconds_locked(self._clock()))


def _key(typed: str) -> str:
    key = rules.readable_key(typed)
    if key is None:
        raise Invalid("orders.bad_id")
    return key


def _asked(view: CustomerView, key: str) -> rules.Asked:
    return rules.Asked(key, view.conversation_id, rules.counted_address(view.address))
