"""Loading customers, products and orders of one's own: all of a file, or nothing of it."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, cast

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.customers.schemas import CustomerFields, CustomerRecord
from crm_backend.customers.service import CustomerService
from crm_backend.kit import bulk
from crm_backend.kit.bulk import Stored
from crm_backend.kit.clock import Clock
from crm_backend.kit.events import Events
from crm_backend.loading.errors import LoadRefused
from crm_backend.loading.preparing import PreparedOrder, Preparing
from crm_backend.loading.rules import Reading, read_line
from crm_backend.loading.schemas import CustomerLine, LoadReport
from crm_backend.orders.schemas import ProductRecord
from crm_backend.orders.service import OrderService
from crm_backend.settings import Settings

Stage = Literal["reading", "checking", "storing"]
Progress = Callable[[Stage, int, int | None], None]
_BREATH = 250  # lines between two looks at whatever else the event loop has to do


class LoadService:
    """The one door for data of the shop, also for the demo."""

    def __init__(
        self, settings: Settings, clock: Clock, events: Events, customers: CustomerService, orders: OrderService
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._events = events
        self._customers = customers
        self._orders = orders

    async def load(
        self, session: AsyncSession, lines: Iterable[str | bytes], progress: Progress | None = None
    ) -> LoadReport:
        """Create or update by external id. LoadRefused names the bad lines, and then nothing was written.

        `progress` hears (stage, lines done, lines in all if known).
        """
        tell = progress or (lambda stage, done, total: None)
        reading = await self._read(lines, tell)
        preparing = Preparing(self._settings, self._customers, self._orders, reading)
        products = await preparing.products(session)
        orders = await preparing.orders(session, lambda done: tell("checking", done, len(reading.orders)))
        if reading.bad_count:
            raise LoadRefused(reading.bad_lines, reading.bad_count)
        return await self._store(session, reading, products, orders, tell)

    async def _read(self, lines: Iterable[str | bytes], tell: Progress) -> Reading:
        reading = Reading()
        number = 0
        for number, raw in enumerate(lines, start=1):
            read_line(reading, number, raw, self._settings.phone_regions)
            if number % _BREATH == 0:
                tell("reading", number, None)
                await asyncio.sleep(0)
        tell("reading", number, number)
        return reading

    async def _store(
        self,
        session: AsyncSession,
        reading: Reading,
        products: Sequence[ProductRecord],
        orders: Sequence[PreparedOrder],
        tell: Progress,
    ) -> LoadReport:
        done = created = 0

        def count(some: Stored) -> None:
            nonlocal done, created
            done += some.created + some.updated
            created += some.created
            tell("storing", done, reading.lines)

        for customers in bulk.batches(reading.customers):
            count(await self._customers.store(session, [_customer(line) for line in customers]))
        for some_products in bulk.batches(products):
            count(await self._orders.store_products(session, some_products))
        for some_orders in bulk.batches(orders):
            count(await self._store_orders(session, some_orders))
        return LoadReport(len(reading.customers), len(products), len(orders), created)

    async def _store_orders(self, session: AsyncSession, orders: Sequence[PreparedOrder]) -> Stored:
        named = {order.customer for order in orders if order.customer is not None}
        ids = await self._customers.ids(session, named)
        for order in orders:
            if order.customer is not None:
                order.record.fields["customer_id"] = ids[order.customer]
        return await self._orders.store_orders(session, [order.record for order in orders])


def _customer(line: CustomerLine) -> CustomerRecord:
    return CustomerRecord(line.id, cast(CustomerFields, line.given("name", "email", "phone", "locale")))


LOADING = web.AppKey("loading", LoadService)
