"""SQL of customers and identities."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.customers.models import Customer, Identity
from crm_backend.customers.schemas import CustomerRecord
from crm_backend.kit import bulk
from crm_backend.kit.ids import new_id


async def identity(session: AsyncSession, identity_id: str, *, lock: bool = False) -> Identity | None:
    return await session.get(Identity, identity_id, with_for_update=True if lock else None)


async def verified(session: AsyncSession, identity_ids: Collection[str]) -> set[str]:
    found: set[str] = set()
    for some in bulk.batches(list(identity_ids)):
        found.update(await session.scalars(select(Identity.id).where(Identity.id.in_(some), Identity.verified)))
    return found


async def identity_at(session: AsyncSession, channel: str, address: str) -> Identity | None:
    found = select(Identity).where(Identity.channel == channel, Identity.address == address)
    return (await session.execute(found)).scalar_one_or_none()


async def add_identity(
    session: AsyncSession, customer: Customer, channel: str, address: str, now: datetime
) -> Identity:
    """A new identity of a customer, verified if the shop knows them; or the one that another replica just added."""
    try:
        async with session.begin_nested():
            session.add(customer)
            await session.flush()
            verified = customer.external_id is not None
            new = Identity(customer_id=customer.id, channel=channel, address=address, verified=verified, created_at=now)
            session.add(new)
    except IntegrityError:
        known = await identity_at(session, channel, address)
        if known is None:
            raise
        return known
    return new


async def customers(session: AsyncSession, customer_ids: Collection[str]) -> list[Customer]:
    found: list[Customer] = []
    for some in bulk.batches(list(customer_ids)):
        found.extend(await session.scalars(select(Customer).where(Customer.id.in_(some))))
    return found


async def ids_matching(session: AsyncSession, search: str, *, limit: int) -> list[str]:
    columns = (Customer.name, Customer.email, Customer.phone, Customer.external_id)
    matches = or_(*(column.icontains(search, autoescape=True) for column in columns))
    return list(await session.scalars(select(Customer.id).where(matches).order_by(Customer.id).limit(limit)))


async def customer_known_as(session: AsyncSession, external_id: str) -> Customer:
    found = select(Customer).where(Customer.external_id == external_id)
    return (await session.execute(found.execution_options(populate_existing=True))).scalar_one()


async def ids(session: AsyncSession, external_ids: Collection[str]) -> dict[str, str]:
    """Customer ids by external id, of those that exist."""
    found: dict[str, str] = {}
    for some in bulk.batches(list(external_ids)):
        rows = await session.execute(select(Customer.external_id, Customer.id).where(Customer.external_id.in_(some)))
        found |= {str(external): own for external, own in rows}
    return found


async def store(session: AsyncSession, records: Sequence[CustomerRecord], now: datetime) -> bulk.Stored:
    known = await bulk.rows_by(session, Customer.external_id, {record.external_id for record in records})
    rows = [_merged(record, known.get(record.external_id), now) for record in records]
    await bulk.upsert(session, Customer, rows, by="external_id", keep=("id", "created_at"))
    return bulk.Stored(created=len(records) - len(known), updated=len(known))


def _merged(record: CustomerRecord, known: dict[str, object] | None, now: datetime) -> dict[str, object]:
    empty = {"name": None, "email": None, "phone": None, "locale": None}
    start = known or {"id": new_id(), "external_id": record.external_id, "created_at": now, **empty}
    return {**start, **record.fields, "updated_at": now}
