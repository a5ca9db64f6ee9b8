"""What is missing in the solution base, and what of it does not work."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.kit.texts import LANGUAGES
from crm_backend.solutions import repository, rules, views
from crm_backend.solutions.models import SolutionVersion
from crm_backend.solutions.schemas import Content, NeedReport, SolutionReport, SolutionSummary


async def report(session: AsyncSession, needs: Mapping[str, bool], facts: views.Facts) -> SolutionReport:
    """`needs`: all of them, and whether a solution could settle one."""
    versions = await repository.published(session)
    contents = {row.solution_id: views.content_of(row) for row in versions}
    by_need = await _needs(session, needs, contents)
    return SolutionReport(
        needs_without_solution=[one.need for one in by_need if needs.get(one.need) and not one.solutions],
        missing_language={
            language: [name for name, content in contents.items() if language not in content.texts]
            for language in LANGUAGES
        },
        passed_over=await repository.passed_over(session),
        failing_solutions=await _failing(session, versions, facts),
        failing_needs=sorted(
            (one for one in by_need if rules.fails(one.helped, one.failed + one.unmet)),
            key=lambda one: rules.share_helped(one.helped, one.failed + one.unmet),
        ),
        needs=by_need,
    )


async def _needs(session: AsyncSession, needs: Mapping[str, bool], contents: Mapping[str, Content]) -> list[NeedReport]:
    counted = Counter(need for content in contents.values() for need in content.needs)
    outcomes, unmet = await repository.outcomes_by_need(session), await repository.unmet_by_need(session)
    every = list(dict.fromkeys((*needs, *outcomes, *unmet)))
    return [_need(need, counted[need], outcomes.get(need, (0, 0, 0)), unmet.get(need, 0)) for need in every]


def _need(need: str, solutions: int, outcomes: tuple[int, int, int], unmet: int) -> NeedReport:
    proposed, helped, failed = outcomes
    return NeedReport(need=need, solutions=solutions, proposed=proposed, helped=helped, failed=failed, unmet=unmet)


async def _failing(
    session: AsyncSession, versions: Sequence[SolutionVersion], facts: views.Facts
) -> list[SolutionSummary]:
    rows = {row.id: row for row in await repository.solutions(session) if rules.fails(row.helped, row.failed)}
    failing = [views.summary(rows[one.solution_id], one, facts) for one in versions if one.solution_id in rows]
    return sorted(failing, key=lambda one: (rules.share_helped(one.helped, one.failed), one.id))
