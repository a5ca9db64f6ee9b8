"""Pending changes: shown to the customer first, applied once they confirm, and only once."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.service import ConversationService
from crm_backend.errors import Conflict, NotFound
from crm_backend.kit.clock import Clock
from crm_backend.kit.ids import new_id
from crm_backend.orders import doing, possible, repository, requests, rules
from crm_backend.orders.access import Access
from crm_backend.orders.details import read_details
from crm_backend.orders.models import Order, PendingChange
from crm_backend.orders.terms import read_terms
from crm_backend.orders.views import standing
from crm_backend.replies.service import ReplyService
from crm_backend.settings import Settings


class Changes:
    """A confirmation is bound to one pending change of one conversation, never to a bare "yes"."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        conversations: ConversationService,
        access: Access,
        replies: ReplyService,
    ) -> None:
        self._settings = settings
        self._replies = replies
        self._lifetime = timedelta(seconds=settings.pending_change_lifetime)
        self._clock = clock
        self._conversations = conversations
        self._access = access

    async def propose(
        self,
        session: AsyncSession,
        conversation_id: str,
        typed: str,
        operation: str,
        given: Mapping[str, JsonValue],
        message_id: str,
    ) -> tuple[PendingChange, Order]:
        """A new pending change; older open ones of the conversation are dropped. The same message: the same change."""
        order = await self._access.require(session, conversation_id, typed)
        await repository.serialise(session, f"orders.changes.{conversation_id}")
        name = f"propose.{operation}.{order.id}"
        done = await repository.operation(session, message_id, name)
        if done is not None:
            return await self._change(session, conversation_id, done.result["change_id"]), order
        details = read_details(operation, given, self._settings.phone_regions)
        await self._must_be_possible(session, operation, order)
        shown = doing.shown(order, operation, details)
        now = self._clock()
        await repository.drop_open(session, conversation_id, now)
        change = self._new(conversation_id, order, operation, now)
        change.details = {
            "given": details,
            "shown": shown.model_dump(),
            "message_id": message_id,
            "order_state": order.state,
        }
        session.add(change)
        await repository.remember(session, message_id, name, change.id, now)
        return change, order

    async def apply(
        self, session: AsyncSession, conversation_id: str, change_id: str, message_id: str
    ) -> tuple[PendingChange, Order]:
        """Do what was confirmed. A change that is applied already is answered as applied, whoever asks again."""
        await repository.serialise(session, f"orders.changes.{conversation_id}")
        change = await self._change(session, conversation_id, change_id)
        order = await self._order(session, change)
        done = await repository.operation(session, message_id, change.operation)
        if change.state == rules.APPLIED:
            return change, order
        if done is not None:
            raise Conflict("orders.message_used")
        now = self._clock()
        if change.state == rules.DROPPED:
            raise Conflict("orders.change_dropped")
        if change.state != rules.OPEN or change.expires_at <= now:
            raise Conflict("orders.change_expired")
        await self._must_be_possible(session, change.operation, order)
        self._must_be_as_shown(change, order)
        asked = doing.carry_out(order, change.operation, change.details.get("given", {}), now)
        change.state, change.ended_at = rules.APPLIED, now
        await requests.add(session, change, asked, now)
        await repository.remember(session, message_id, change.operation, change.id, now)
        return change, order

    async def drop(self, session: AsyncSession, conversation_id: str, change_id: str) -> PendingChange:
        """The customer does not want it. Dropping again changes nothing; an applied change can't be dropped."""
        change = await self._change(session, conversation_id, change_id)
        if change.state == rules.APPLIED:
            raise Conflict("orders.change_applied")
        if change.state == rules.OPEN:
            change.state, change.ended_at = rules.DROPPED, self._clock()
            await session.flush()
        return change

    def _new(self, conversation_id: str, order: Order, operation: str, now: datetime) -> PendingChange:
        return PendingChange(
            id=new_id(),
            conversation_id=conversation_id,
            order_id=order.id,
            operation=operation,
            state=rules.OPEN,
            created_at=now,
            expires_at=now + self._lifetime,
        )

    async def _must_be_possible(self, session: AsyncSession, operation: str, order: Order) -> None:
        found = await requests.of_orders(session, [order.id])
        terms = await read_terms(session, self._replies)
        reason = possible.why_not(operation, standing(order, found[order.id]), terms, self._clock())
        if reason is not None:
            raise Conflict("orders.not_possible", operation=operation, state=order.state, reason=reason)

    def _must_be_as_shown(self, change: PendingChange, order: Order) -> None:
        """What was confirmed is what was shown: an order that a source changed meanwhile is shown anew."""
        if change.operation != possible.CHANGE_ITEMS:
            return
        shown = doing.shown(order, change.operation, change.details["given"])
        if shown.model_dump() != change.details["shown"]:
            raise Conflict("orders.change_expired")

    async def _change(self, session: AsyncSession, conversation_id: str, change_id: str) -> PendingChange:
        change = await repository.change(session, conversation_id, change_id)
        if change is None:
            raise NotFound("orders.change_not_found")
        return change

    async def _order(self, session: AsyncSession, change: PendingChange) -> Order:
        """The change's order, locked, if it may still be seen in its conversation."""
        view = await self._conversations.customer_of(session, change.conversation_id)
        order = await repository.order(session, change.order_id, lock=True)
        if not await self._access.may_see(session, view, order):
            raise await self._access.refusal(session, view, order.key)
        return order
