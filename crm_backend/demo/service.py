"""The demo business: filled into an empty store, and put back as it was at first."""

import json

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.customers.service import CustomerService
from crm_backend.demo import business
from crm_backend.demo.schemas import CastMember
from crm_backend.kit.clock import Clock
from crm_backend.kit.events import Events
from crm_backend.loading.service import LoadService
from crm_backend.orders.service import OrderService
from crm_backend.settings import Settings


class DemoService:
    """Everything goes through the loading door, as a shop's own data does."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        events: Events,
        loading: LoadService,
        customers: CustomerService,
        orders: OrderService,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._events = events
        self._loading = loading
        self._customers = customers
        self._orders = orders

    async def fill(self, session: AsyncSession) -> bool:
        """Load the demo business, unless the store holds orders or products already. True if it was loaded."""
        if await self._orders.has_any(session):
            return False
        await self._load(session)
        return True

    async def reset(self, session: AsyncSession) -> None:
        """Put the demo's customers, products and orders back as at first, with dates of today.

        Proofs and wrong tries are forgotten and open changes dropped; conversations and other data stay.
        """
        order_ids = await self._load(session)
        await self._orders.forget_proofs(session, order_ids)

    async def cast(self, session: AsyncSession) -> list[CastMember]:
        """The well-known demo customers, as far as they are in the store."""
        known = await self._customers.ids(session, [person.external_id for person in business.cast()])
        return [person for person in business.cast() if person.external_id in known]

    async def _load(self, session: AsyncSession) -> list[str]:
        """The external ids of the demo's orders."""
        lines = list(business.lines(self._clock()))
        await self._loading.load(session, (json.dumps(line, ensure_ascii=False) for line in lines))
        return [str(line["id"]) for line in lines if line["type"] == "order"]


DEMO = web.AppKey("demo", DemoService)
