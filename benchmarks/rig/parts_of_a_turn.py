"""Where a turn's time went, from what the ledger recorded about it. Milliseconds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from benchmarks.rig.figures import MILLI, percentile
from crm_backend.conversations.models import OutboxEntry, Turn
from crm_backend.kit.db import Database


@dataclass(frozen=True)
class Recorded:
    """`waited` in the outbox, `took` from lease to commit, of which `calls` in actions (with the CRM behind them)."""

    waited: float
    took: float
    calls: float
    call_count: int


async def recorded(database_url: str, since: datetime) -> list[Recorded]:
    """The turns that customers' messages led to since then."""
    database = Database(database_url)
    query = (
        select(Turn.started_at, Turn.milliseconds, Turn.calls, OutboxEntry.created_at)
        .join(OutboxEntry, OutboxEntry.id == Turn.entry_id)
        .where(Turn.state == "done", Turn.started_at >= since, OutboxEntry.message_id.is_not(None))
    )
    try:
        async with database.reading() as session:
            rows = (await session.execute(query)).all()
    finally:
        await database.close()
    return [
        Recorded(
            waited=(started - created).total_seconds() * MILLI,
            took=took,
            calls=sum(call["ms"] for call in calls or []),
            call_count=len(calls or []),
        )
        for started, took, calls, created in rows
    ]


def medians(turns: list[Recorded], acknowledged: list[float], answered: list[float]) -> dict[str, float]:
    """p50 of each part, as the customer met them one after the other; `acknowledged` and `answered` in seconds."""
    parts = {
        "acknowledged": [seconds * MILLI for seconds in acknowledged],
        "waiting in the outbox": [turn.waited for turn in turns],
        "lease to commit": [turn.took for turn in turns],
        "of it: action calls": [turn.calls for turn in turns],
        "whole turn": [seconds * MILLI for seconds in answered],
    }
    return {name: round(percentile(values, 0.5), 1) for name, values in parts.items()}
