from crm_backend.solutions.schemas import SolutionReport
from tests.crm_backend.solutions.conftest import SolutionBase, content


async def report(base: SolutionBase) -> SolutionReport:
    async with base.database.reading() as session:
        return await base.solutions.report(session)


async def test_needs_without_a_solution_and_languages_that_are_missing(base: SolutionBase) -> None:
    told = await report(base)
    assert told.needs_without_solution == ["exchange"]
    assert told.missing_language == {"en": [], "zh": ["english-only"]}
    await base.publish("swap", content("Can I swap it?", "能换吗？"))
    assert (await report(base)).needs_without_solution == []


async def test_a_draft_settles_nothing(base: SolutionBase) -> None:
    async with base.database.transaction() as session:
        await base.solutions.create(session, "swap", content("Can I swap it?"), base.manager)
    assert (await report(base)).needs_without_solution == ["exchange"]


async def test_what_fails_often_is_named_worst_first(base: SolutionBase) -> None:
    for asked, need, outcomes in (
        ("how long can I return it", "return_refund", [False] * 4),
        ("how do I get an invoice", "invoice", [False, False, True]),
        ("where is my refund, has it arrived", "return_refund", [True] * 5),
    ):
        for helped in outcomes:
            chat = await base.conversation()
            await base.judge(chat, (await base.propose(chat, asked, need=need)).id, helped)
    told = await report(base)
    assert [one.id for one in told.failing_solutions] == ["send-back", "ask-invoice"]
    assert [one.need for one in told.failing_needs] == ["invoice"]
    by_need = {one.need: (one.solutions, one.proposed, one.helped, one.failed) for one in told.needs}
    assert by_need["return_refund"] == (2, 9, 5, 4)
    assert by_need["invoice"] == (2, 3, 1, 2)
    assert by_need["praise"] == (0, 0, 0, 0)
