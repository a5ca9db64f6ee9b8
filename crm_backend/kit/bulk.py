"""Many rows at once, the same way on SQLite and PostgreSQL."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from crm_backend.kit.db import Base

BATCH = 1000


@dataclass(frozen=True)
class Stored:
    """How many rows were new, and how many were known before."""

    created: int
    updated: int


def batches[T](rows: Sequence[T]) -> Iterator[tuple[T, ...]]:
    return batched(rows, BATCH)


async def rows_by(
    session: AsyncSession,
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    values: Collection[str],
) -> dict[str, dict[str, object]]:
    """Whole rows of a table, by the value of a unique column."""
    found: dict[str, dict[str, object]] = {}
    table = column.class_.__table__
    for some in batches(list(values)):
        for row in (await session.execute(select(table).where(table.c[column.key].in_(some)))).mappings():
            found[str(row[column.key])] = dict(row)
    return found


async def upsert(
    session: AsyncSession,
    model: type[Base],
    rows: Sequence[Mapping[str, object]],
    *,
    by: str,
    keep: Collection[str] = ("id",),
) -> None:
    """Insert rows (all with the same columns), or replace those that have the same `by`, but for what they `keep`."""
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert(model.__table__) if dialect == "postgresql" else sqlite.insert(model.__table__)  # type: ignore[arg-type]
    replaced = {name: insert.excluded[name] for name in rows[0] if name != by and name not in keep}
    statement = insert.on_conflict_do_update(index_elements=[by], set_=replaced)
    for some in batches(rows):
        await session.execute(statement, [dict(row) for row in some])
