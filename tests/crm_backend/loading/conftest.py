"""A load service over a real database, and what is stored as plain values."""

import json
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from crm_backend.customers.models import Customer
from crm_backend.kit.db import Database
from crm_backend.loading.errors import LoadRefused
from crm_backend.loading.schemas import LoadReport
from crm_backend.loading.service import LoadService
from crm_backend.orders.models import Order, Product
from crm_backend.settings import Settings
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.orders.conftest import Shop, make_shop

Line = dict[str, object]


@dataclass
class Warehouse:
    """`load` takes lines as objects, or as raw text."""

    shop: Shop
    loading: LoadService

    async def load(self, *lines: Line | str | bytes) -> LoadReport:
        raw = [json.dumps(line) if isinstance(line, dict) else line for line in lines]
        async with self.shop.database.transaction() as session:
            return await self.loading.load(session, raw)

    async def refused(self, *lines: Line | str | bytes, language: str = "en") -> list[str]:
        """What is said of the bad lines; nothing must have been stored."""
        before = await self.stored()
        with pytest.raises(LoadRefused) as refused:
            await self.load(*lines)
        assert await self.stored() == before
        return refused.value.describe(language)[1:]

    async def stored(self) -> dict[str, dict[str, object]]:
        async with self.shop.database.reading() as session:
            return {
                f"{model.__tablename__}/{row.external_id}": {
                    column.key: getattr(row, column.key) for column in model.__table__.columns if column.key != "id"
                }
                for model in (Customer, Product, Order)
                for row in await session.scalars(select(model))
            }

    async def order(self, external_id: str) -> Order:
        async with self.shop.database.reading() as session:
            return (await session.scalars(select(Order).where(Order.external_id == external_id))).one()


def make_warehouse(database: Database, settings: Settings, clock: SetClock) -> Warehouse:
    shop = make_shop(database, settings, clock)
    return Warehouse(shop, LoadService(settings, clock, shop.events, shop.customers, shop.orders))


@pytest.fixture
def warehouse(database: Database, settings: Settings, clock: SetClock) -> Warehouse:
    return make_warehouse(database, settings, clock)
