"""What sources told of products and orders, read from a real database."""

import pytest

from crm_backend.orders import store
from crm_backend.orders.schemas import ProductFields, ProductRecord
from tests.crm_backend.orders.conftest import Shop


async def test_all_names_of_a_catalogue_larger_than_one_reading(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_AT_ONCE", 2)
    names = [("Lamp", "台灯"), ("Bulb", "灯泡"), ("Kettle", "水壶"), ("X2", "X2"), ("Mug", "杯子")]
    records = [
        ProductRecord(en.lower(), ProductFields(name_en=en, name_zh=zh, category=None, price_minor=1, currency="CNY"))
        for en, zh in names
    ]
    async with shop.database.transaction() as session:
        await shop.orders.store_products(session, records)
    async with shop.database.reading() as session:
        found = await shop.orders.product_names(session)
    assert sorted(found) == sorted({(en.lower(), name) for en, zh in names for name in (en, zh)})
