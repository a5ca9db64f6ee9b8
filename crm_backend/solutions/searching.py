"""Full-text search over the newest text of every solution, the same on SQLite and PostgreSQL."""

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.solutions import repository, views
from crm_backend.solutions.schemas import SolutionSummary
from crm_backend.solutions.terms import sought

_MOST_TERMS = 40
_SHARE = 0.6  # of the terms that must be held if no solution holds all of them


async def search(session: AsyncSession, words: str, facts: views.Facts) -> list[SolutionSummary]:
    """Those that hold all words, else most of them: heaviest first, then by id. Without words all of them, by id."""
    wanted = sought(words)[:_MOST_TERMS]
    if not wanted and words.strip():
        return []
    ids = await _ranked(session, wanted) if wanted else [row.id for row in await repository.solutions(session)]
    rows = {row.id: row for row in await repository.solutions(session, ids)}
    newest = await repository.newest(session, ids)
    return [views.summary(rows[name], newest[name], facts) for name in ids]


async def _ranked(session: AsyncSession, wanted: list[str]) -> list[str]:
    found = await repository.holding(session, wanted)
    most = max((count for _, count, _ in found), default=0)
    enough = len(wanted) if most == len(wanted) else _SHARE * len(wanted)
    held = [(-count, -weight, name) for name, count, weight in found if count >= enough]
    return [name for _, _, name in sorted(held)]
