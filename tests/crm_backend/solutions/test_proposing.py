import asyncio
import threading
from collections.abc import Mapping

import pytest

from crm_backend.errors import NotFound
from crm_backend.solutions.fusing import Record
from crm_backend.solutions.matching import Asked, Match, Matcher
from crm_backend.solutions.models import ProposalGap
from crm_backend.solutions.schemas import ProposalView, ProposeRequest
from crm_backend.solutions.service import SolutionService
from tests.crm_backend.solutions.conftest import NEEDS, SolutionBase, content

ASKED = "Can I return the kettle, and when does my refund arrive?"


async def test_the_best_first_then_the_next_then_none(base: SolutionBase) -> None:
    chat = await base.conversation()
    first = await base.propose(chat, ASKED, "m1", "return_refund")
    assert (first.rank, first.left, first.need) == (1, 1, "return_refund")
    second = await base.propose(chat, ASKED, "m2", "return_refund")
    assert {first.solution_id, second.solution_id} == {"send-back", "refund-arrival"}
    assert (second.rank, second.left) == (2, 0)
    for message in ("m3", "m3"):
        with pytest.raises(NotFound, match=r"solutions\.none_left"):
            await base.propose(chat, ASKED, message, "return_refund")


async def test_nothing_less_likely_than_asked_for_is_shown(base: SolutionBase) -> None:
    chat = await base.conversation()
    for least, fits in ((1.0, False), (0.0, True)):
        wish = ProposeRequest(text=ASKED, message_id=f"m{least}", need="return_refund", least=least)
        try:
            await base.solutions.propose(base.database, chat, wish)
        except NotFound:
            assert not fits
        else:
            assert fits


async def test_it_is_said_in_the_language_of_the_conversation_with_facts(base: SolutionBase) -> None:
    shown = await base.propose(await base.conversation("zh"), "退款多久到账", need="return_refund")
    assert (shown.title, shown.body) == ("退款多久到账？", "验货通过后 3–5 个工作日，原路退回。")


async def test_the_same_message_gets_the_same_proposal(base: SolutionBase) -> None:
    chat = await base.conversation()
    asked = [base.propose(chat, ASKED, "m1", "return_refund") for _ in range(4)]
    assert len({one.id for one in await asyncio.gather(*asked)}) == 1
    assert await base.propose(chat, "something else", "m1") == await base.propose(chat, ASKED, "m1")


async def test_long_texts_are_compared_beside_the_event_loop(
    base: SolutionBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    compare = Matcher.match

    def noted(self: Matcher, asked: Asked, limit: int, records: Mapping[str, Record] | None = None) -> list[Match]:
        threads.append(threading.current_thread())
        return compare(self, asked, limit, records)

    monkeypatch.setattr(Matcher, "match", noted)
    await base.propose(await base.conversation(), ASKED, "m1", "return_refund")
    assert len(threads) == 1
    assert threads[0] is not threading.current_thread()


async def test_what_was_shown_in_one_conversation_is_new_in_another(base: SolutionBase) -> None:
    shown = [await base.propose(await base.conversation(), ASKED, "m1", "return_refund") for _ in range(2)]
    assert shown[0].solution_id == shown[1].solution_id


async def test_nothing_that_fits_is_said_and_counted_once(base: SolutionBase) -> None:
    chat = await base.conversation()
    for _ in range(2):
        with pytest.raises(NotFound, match=r"solutions\.none_left"):
            await base.propose(chat, "what is the capital of Norway", "m1", "exchange")
    async with base.database.reading() as session:
        report = await base.solutions.report(session)
    assert [(one.need, one.unmet) for one in report.needs if one.unmet] == [("exchange", 1)]


async def test_a_solution_without_the_language_is_passed_over_and_counted(base: SolutionBase) -> None:
    chat = await base.conversation("zh")
    shown = await base.propose(chat, "怎么开发票，写公司可以吗", "m1", "invoice")
    assert shown.solution_id == "ask-invoice"
    await base.propose(chat, "怎么开发票，写公司可以吗", "m1", "invoice")
    async with base.database.reading() as session:
        report = await base.solutions.report(session)
    assert report.passed_over == {"english-only": 1}


async def test_a_solution_for_a_product_is_proposed_for_it_alone(base: SolutionBase) -> None:
    asked = "how do I pair the earbuds"
    shown = await base.propose(await base.conversation(), asked, products=["earbuds-air"])
    assert shown.solution_id == "earbuds-pairing"
    with pytest.raises(NotFound):
        await base.propose(await base.conversation(), asked)


async def judge_twice(base: SolutionBase, chat: str, shown: ProposalView, helped: bool) -> int:
    await base.judge(chat, shown.id, helped)
    return (await base.judge(chat, shown.id, helped)).failures


async def test_outcomes_are_counted_once_and_failures_of_the_conversation_are_told(base: SolutionBase) -> None:
    chat = await base.conversation()
    shown = [await base.propose(chat, ASKED, message, "return_refund") for message in ("m1", "m2")]
    assert [await judge_twice(base, chat, one, helped=False) for one in shown] == [1, 2]
    assert await judge_twice(base, chat, shown[1], helped=True) == 1, "the last word counts"
    async with base.database.reading() as session:
        records = {one.id: (one.helped, one.failed) for one in await base.solutions.search(session)}
    assert [records[one.solution_id] for one in shown] == [(0, 1), (1, 0)]


async def test_what_failed_often_comes_later(base: SolutionBase) -> None:
    first = (await base.propose(await base.conversation(), ASKED, "m1", "return_refund")).solution_id
    for _ in range(1):
        chat = await base.conversation()
        await base.judge(chat, (await base.propose(chat, ASKED, "m1", "return_refund")).id, helped=False)
    assert (await base.propose(await base.conversation(), ASKED, "m1", "return_refund")).solution_id == first
    for _ in range(12):
        chat = await base.conversation()
        shown = await base.propose(chat, ASKED, "m1", "return_refund")
        await base.judge(chat, shown.id, helped=shown.solution_id != first)
    assert (await base.propose(await base.conversation(), ASKED, "m1", "return_refund")).solution_id != first


async def test_a_proposal_belongs_to_its_conversation(base: SolutionBase) -> None:
    chat, other = await base.conversation(), await base.conversation()
    shown = await base.propose(chat, ASKED, need="return_refund")
    with pytest.raises(NotFound, match=r"solutions\.proposal_not_found"):
        await base.judge(other, shown.id, helped=True)
    with pytest.raises(NotFound, match=r"conversations\.not_found"):
        await base.propose("nowhere", ASKED)


async def test_staff_see_what_was_shown_and_why(base: SolutionBase) -> None:
    chat = await base.conversation()
    shown = await base.propose(chat, "where is my refund", need="return_refund")
    judged = base.clock()
    await base.judge(chat, shown.id, helped=True)
    base.clock.advance(60)
    await base.judge(chat, shown.id, helped=True)
    async with base.database.reading() as session:
        [kept] = await base.solutions.proposals(session, chat)
    assert (kept.id, kept.solution_id, kept.version, kept.helped) == (shown.id, "refund-arrival", 1, True)
    assert (kept.reasons.words, kept.reasons.need) == (["refund"], "return_refund")
    assert kept.outcome_at == judged


async def test_what_another_replica_publishes_is_proposed(base: SolutionBase) -> None:
    """The index of one service follows what another one writes, and a fact that was changed."""
    other = SolutionService(base.clock, base.shop.conversations, base.shop.orders, base.replies, NEEDS)
    chat = await base.conversation()
    with pytest.raises(NotFound):
        await base.propose(chat, "is there gift wrapping", "m1", "exchange")
    async with base.database.transaction() as session:
        view = await other.create(session, "gift-wrap", content("Is there gift wrapping?"), base.manager)
        await other.publish(session, "gift-wrap", view.revision, base.manager)
    assert (await base.propose(chat, "is there gift wrapping", "m2", "exchange")).solution_id == "gift-wrap"
    async with base.database.transaction() as session:
        await other.retire(session, "gift-wrap", view.revision + 1, base.manager)
    with pytest.raises(NotFound):
        await base.propose(await base.conversation(), "is there gift wrapping", "m1", "exchange")


async def test_a_shown_proposal_keeps_its_words_when_the_solution_changes(base: SolutionBase) -> None:
    chat = await base.conversation()
    before = await base.propose(chat, "where is my refund", need="return_refund")
    async with base.database.transaction() as session:
        view = await base.solutions.save_draft(session, before.solution_id, content("New"), 1, base.manager)
        await base.solutions.publish(session, before.solution_id, view.revision, base.manager)
    assert (await base.propose(chat, "where is my refund", need="return_refund")).title == before.title


async def test_gaps_hold_no_words_of_customers() -> None:
    assert not {"text", "body"} & set(ProposalGap.__table__.columns.keys())
