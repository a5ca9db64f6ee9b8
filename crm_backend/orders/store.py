"""SQL of what sources tell of products and orders: many rows at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.kit import bulk
from crm_backend.kit.ids import new_id
from crm_backend.orders.models import Order, OrderAccess, OrderRequest, PendingChange, Product, WrongProof
from crm_backend.orders.rules import CANCELLED, DROPPED, OPEN
from crm_backend.orders.schemas import OrderRecord, ProductInfo, ProductRecord
from rapport_text.order_ids import order_key

_AT_ONCE = 500  # rows: a large catalogue is not read in one go, others have their turn in between
_FROM_CUSTOMERS = ("recipient", "recipient_phone", "delivery_wish")  # what no source tells


async def has_any(session: AsyncSession) -> bool:
    found = select(exists(select(Order.id)) | exists(select(Product.id)))
    return bool((await session.execute(found)).scalar_one())


async def products(session: AsyncSession, external_ids: Collection[str]) -> dict[str, ProductInfo]:
    found: dict[str, ProductInfo] = {}
    for some in bulk.batches(list(external_ids)):
        for product in await session.scalars(select(Product).where(Product.external_id.in_(some))):
            found[product.external_id] = ProductInfo(
                product.name_en, product.name_zh, product.price_minor, product.currency
            )
    return found


async def product_names(session: AsyncSession) -> list[tuple[str, str]]:
    """(External id, name) of every article, in both languages."""
    names: list[tuple[str, str]] = []
    rows = await session.stream(select(Product.external_id, Product.name_en, Product.name_zh))
    async for some in rows.partitions(_AT_ONCE):
        names += [(row[0], name) for row in some for name in dict.fromkeys(row[1:])]
    return names


async def ids_by_key(session: AsyncSession, keys: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in bulk.batches(list(keys)):
        rows = await session.execute(select(Order.key, Order.external_id).where(Order.key.in_(some)))
        found |= {str(key): external_id for key, external_id in rows}
    return found


async def store_products(session: AsyncSession, records: Sequence[ProductRecord]) -> bulk.Stored:
    known = await bulk.rows_by(session, Product.external_id, {record.external_id for record in records})
    rows = [
        {**known.get(r.external_id, {"id": new_id(), "external_id": r.external_id, "category": None}), **r.fields}
        for r in records
    ]
    await bulk.upsert(session, Product, rows, by="external_id")
    return bulk.Stored(created=len(records) - len(known), updated=len(known))


async def store_orders(session: AsyncSession, records: Sequence[OrderRecord], now: datetime) -> bulk.Stored:
    known = await bulk.rows_by(session, Order.external_id, {record.external_id for record in records})
    rows = [_merged(record, known.get(record.external_id), now) for record in records]
    await bulk.upsert(session, Order, rows, by="external_id")
    return bulk.Stored(created=len(records) - len(known), updated=len(known))


def _merged(record: OrderRecord, known: dict[str, object] | None, now: datetime) -> dict[str, object]:
    """Fields given win over fields stored. An order that is told to go on after all is not cancelled any more."""
    row: dict[str, object] = {**(known or _new_row(record, now)), **record.fields, "updated_at": now}
    if record.fields.get("state", CANCELLED) != CANCELLED and "cancelled_at" not in record.fields:
        row["cancelled_at"] = None
    return row


def _new_row(record: OrderRecord, now: datetime) -> dict[str, object]:
    dates = ("expected_at", "delivered_at", "cancelled_at")
    optional = (*dates, "phone", "email", "address", "courier", *_FROM_CUSTOMERS)
    return {
        "id": new_id(),
        "external_id": record.external_id,
        "key": order_key(record.external_id),
        "state": "placed",
        "placed_at": now,
        "items": [],
        "tracking_number": None,
        **dict.fromkeys(optional),
    }


async def forget_proofs(session: AsyncSession, external_ids: Collection[str], now: datetime) -> None:
    for some in bulk.batches(list(external_ids)):
        ids = select(Order.id).where(Order.external_id.in_(some))
        await session.execute(delete(OrderAccess).where(OrderAccess.order_id.in_(ids)))
        await session.execute(delete(OrderRequest).where(OrderRequest.order_id.in_(ids)))
        wished = update(Order).where(Order.id.in_(ids.scalar_subquery()))
        await session.execute(wished.values(dict.fromkeys(_FROM_CUSTOMERS)))
        keys = {order_key(external_id) for external_id in some}
        await session.execute(delete(WrongProof).where(WrongProof.order_key.in_(keys)))
        still_open = (PendingChange.order_id.in_(ids), PendingChange.state == OPEN)
        await session.execute(update(PendingChange).where(*still_open).values(state=DROPPED, ended_at=now))
