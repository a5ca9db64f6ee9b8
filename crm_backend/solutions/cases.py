"""The single cases behind the figures: where a solution was shown, what came of it, and where nothing fitted."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.replies.wording import placeholders
from crm_backend.solutions import repository, views
from crm_backend.solutions.models import Proposal, ProposalGap
from crm_backend.solutions.schemas import Case, CaseKind, Content


async def shown(session: AsyncSession) -> dict[str, int]:
    """How often each solution was shown."""
    rows = await session.execute(select(Proposal.solution_id, func.count()).group_by(Proposal.solution_id))
    return {row[0]: row[1] for row in rows}


async def cases(
    session: AsyncSession, kind: CaseKind, need: str | None, solution_id: str | None, limit: int
) -> list[Case]:
    """Newest first."""
    table = ProposalGap if kind in ("unmet", "passed_over") else Proposal
    found = select(table).where(*_conditions(kind))
    if need is not None:
        found = found.where(table.need == need)
    if solution_id is not None:
        found = found.where(table.solution_id == solution_id)
    rows = await session.scalars(found.order_by(table.created_at.desc(), table.id).limit(limit))
    return [Case.model_validate(row, from_attributes=True) for row in rows]


def _conditions(kind: CaseKind) -> list[ColumnElement[bool]]:
    conditions: dict[CaseKind, ColumnElement[bool]] = {
        "helped": Proposal.helped.is_(True),
        "failed": Proposal.helped.is_(False),
        "unmet": ProposalGap.solution_id.is_(None),
        "passed_over": ProposalGap.solution_id.is_not(None),
    }
    return [conditions[kind]] if kind in conditions else []


async def uses_of_facts(session: AsyncSession) -> dict[str, list[str]]:
    """The ids of the solutions whose newest text asks for a fact, by its name."""
    ids = [row.id for row in await repository.solutions(session)]
    newest = await repository.newest(session, ids)
    uses: dict[str, list[str]] = {}
    for solution_id in ids:
        for name in sorted(_asked(views.content_of(newest[solution_id]))):
            uses.setdefault(name, []).append(solution_id)
    return uses


def _asked(content: Content) -> set[str]:
    parts = [part for text in content.texts.values() for part in (text.title, text.body, *text.phrasings)]
    return {name for part in parts for name in placeholders(part)}
