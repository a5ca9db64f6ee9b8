"""SQL of solutions and proposals."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.solutions.fusing import Record
from crm_backend.solutions.models import Proposal, ProposalGap, Solution, SolutionTerm, SolutionVersion


async def serialise(session: AsyncSession, what: str) -> None:
    """One transaction at a time for `what`, until this one ends. On SQLite every writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))


async def edition(session: AsyncSession) -> int:
    """Raised whenever anything that is published has changed."""
    return int(await session.scalar(select(func.coalesce(func.sum(Solution.publications), 0))) or 0)


async def solutions(session: AsyncSession, ids: Collection[str] | None = None) -> Sequence[Solution]:
    found = select(Solution).order_by(Solution.id)
    return (await session.scalars(found if ids is None else found.where(Solution.id.in_(ids)))).all()


async def solution(session: AsyncSession, solution_id: str) -> Solution | None:
    found = select(Solution).where(Solution.id == solution_id).execution_options(populate_existing=True)
    return (await session.scalars(found)).one_or_none()


async def claim(session: AsyncSession, solution_id: str, base: int) -> Solution | None:
    """The solution at its next revision, its row locked; None if it is at another revision than `base`."""
    raised = update(Solution).where(Solution.id == solution_id, Solution.revision == base)
    claimed = await session.execute(raised.values(revision=base + 1).returning(Solution.id))
    return await solution(session, solution_id) if claimed.first() else None


async def versions(session: AsyncSession, solution_id: str) -> Sequence[SolutionVersion]:
    """Newest first."""
    found = select(SolutionVersion).where(SolutionVersion.solution_id == solution_id)
    return (await session.scalars(found.order_by(SolutionVersion.number.desc()))).all()


async def version(session: AsyncSession, solution_id: str, number: int) -> SolutionVersion | None:
    return await session.get(SolutionVersion, (solution_id, number))


async def published(session: AsyncSession) -> Sequence[SolutionVersion]:
    """The versions that are proposed."""
    joined = (Solution.id == SolutionVersion.solution_id) & (Solution.published == SolutionVersion.number)
    found = select(SolutionVersion).join(Solution, joined).order_by(SolutionVersion.solution_id)
    return (await session.scalars(found)).all()


async def newest(session: AsyncSession, ids: Collection[str]) -> dict[str, SolutionVersion]:
    """What was written last of each: drafts before published versions before retired ones."""
    last = select(SolutionVersion.solution_id, func.max(SolutionVersion.number).label("number"))
    last = last.where(SolutionVersion.solution_id.in_(ids)).group_by(SolutionVersion.solution_id)
    newest = last.subquery()
    joined = (SolutionVersion.solution_id == newest.c.solution_id) & (SolutionVersion.number == newest.c.number)
    rows = await session.scalars(select(SolutionVersion).join(newest, joined))
    return {row.solution_id: row for row in rows}


async def replace_terms(session: AsyncSession, solution_id: str, terms: Mapping[str, int]) -> None:
    await session.execute(delete(SolutionTerm).where(SolutionTerm.solution_id == solution_id))
    rows = [{"solution_id": solution_id, "term": term, "weight": weight} for term, weight in terms.items()]
    if rows:
        await session.execute(insert(SolutionTerm), rows)


async def holding(session: AsyncSession, terms: Collection[str]) -> list[tuple[str, int, int]]:
    """(solution, how many of the terms it holds, their weight) of all that hold any."""
    weight = func.sum(SolutionTerm.weight)
    found = select(SolutionTerm.solution_id, func.count(), weight).where(SolutionTerm.term.in_(terms))
    rows = await session.execute(found.group_by(SolutionTerm.solution_id))
    return [(solution_id, count, int(total)) for solution_id, count, total in rows]


async def records(session: AsyncSession) -> dict[str, Record]:
    """What happened to the published solutions that were ever judged."""
    found = select(Solution.id, Solution.helped, Solution.failed).where(Solution.published.is_not(None))
    rows = await session.execute(found.where(Solution.helped + Solution.failed > 0))
    return {solution_id: Record(helped, failed) for solution_id, helped, failed in rows}


async def count_outcome(session: AsyncSession, solution_id: str, helped: int, failed: int) -> None:
    counted = update(Solution).where(Solution.id == solution_id)
    more = {"helped": Solution.helped + helped, "failed": Solution.failed + failed}
    await session.execute(counted.values(more).execution_options(synchronize_session=False))


async def proposals(session: AsyncSession, conversation_id: str) -> Sequence[Proposal]:
    """Oldest first."""
    found = select(Proposal).where(Proposal.conversation_id == conversation_id)
    return (await session.scalars(found.order_by(Proposal.created_at, Proposal.id))).all()


async def proposal(session: AsyncSession, conversation_id: str, proposal_id: str) -> Proposal | None:
    found = select(Proposal).where(Proposal.id == proposal_id, Proposal.conversation_id == conversation_id)
    locked = found.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(locked)).one_or_none()


async def has_gaps(session: AsyncSession, conversation_id: str, message_id: str) -> bool:
    noted = select(ProposalGap.id).where(
        ProposalGap.conversation_id == conversation_id, ProposalGap.message_id == message_id
    )
    return (await session.scalars(noted.limit(1))).first() is not None


async def outcomes_by_need(session: AsyncSession) -> dict[str, tuple[int, int, int]]:
    """(proposed, helped, failed) of each need that was read."""
    helped = func.sum(case((Proposal.helped.is_(True), 1), else_=0))
    failed = func.sum(case((Proposal.helped.is_(False), 1), else_=0))
    found = select(Proposal.need, func.count(), helped, failed).where(Proposal.need.is_not(None))
    rows = await session.execute(found.group_by(Proposal.need))
    return {need: (proposed, int(good), int(bad)) for need, proposed, good, bad in rows if need}


async def unmet_by_need(session: AsyncSession) -> dict[str, int]:
    """How many messages of each need nothing fitted."""
    found = select(ProposalGap.need, func.count()).where(
        ProposalGap.solution_id.is_(None), ProposalGap.need.is_not(None)
    )
    return {need: count for need, count in await session.execute(found.group_by(ProposalGap.need)) if need}


async def passed_over(session: AsyncSession) -> dict[str, int]:
    """How often each solution was passed over for want of a language."""
    found = select(ProposalGap.solution_id, func.count()).where(ProposalGap.solution_id.is_not(None))
    rows = await session.execute(found.group_by(ProposalGap.solution_id))
    return {solution_id: count for solution_id, count in rows if solution_id}
