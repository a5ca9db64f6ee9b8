import asyncio

import pytest
from sqlalchemy import select

from crm_backend.conversations.assistant_client import TurnFailed
from crm_backend.conversations.models import OutboxEntry, Turn
from crm_backend.conversations.writing import OUTBOX_TOPIC
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.ledger import AGENTS, Ledger


async def turns(ledger: Ledger) -> list[Turn]:
    async with ledger.database.reading() as session:
        return list((await session.scalars(select(Turn).order_by(Turn.started_at, Turn.id))).all())


async def test_an_assistant_that_is_away_for_a_moment_answers_once_it_is_back(ledger: Ledger, clock: SetClock) -> None:
    me = await ledger.visitor()
    ledger.assistant.away = True
    await ledger.write(me, "hello", "m1")
    await ledger.dispatch()
    assert await ledger.texts(me) == [("customer", "hello")]
    assert (await ledger.feed(me)).state.working
    ledger.assistant.away = False
    clock.advance(5)
    await ledger.dispatch()
    assert await ledger.texts(me) == [("customer", "hello"), ("assistant", "echo hello")]
    assert [(turn.state, turn.number) for turn in await turns(ledger)] == [("failed", None), ("done", 1)]


async def test_an_assistant_that_stays_away_is_told_honestly_and_handed_over(ledger: Ledger, clock: SetClock) -> None:
    me = await ledger.visitor()
    ledger.assistant.away = True
    await ledger.write(me, "我的订单到哪了", "m1")
    for _ in range(40):
        await ledger.dispatch()
        clock.advance(1)
    feed = await ledger.feed(me)
    assert feed.state.holder == "queue"
    assert [m.sender for m in feed.messages] == ["customer", "system"]
    assert "人工客服" in feed.messages[-1].text
    [handoff] = await ledger.do(ledger.handoff.history, feed.state.conversation_id)
    assert handoff.reason == "assistant_failed"


async def test_an_action_server_that_is_restarted_is_waited_for(ledger: Ledger, clock: SetClock) -> None:
    me = await ledger.visitor()
    answer = ledger.assistant.answer

    def away(_request: dict) -> dict:  # type: ignore[type-arg]
        raise TurnFailed("action_unreachable", "restarting")

    ledger.assistant.answer = away
    await ledger.write(me, "hello", "m1")
    for _ in range(15):
        await ledger.dispatch()
        clock.advance(1)
    ledger.assistant.answer = answer
    clock.advance(3)
    await ledger.dispatch()
    assert await ledger.texts(me) == [("customer", "hello"), ("assistant", "echo hello")]


async def test_a_failing_action_is_tried_again_as_often_as_the_setting_says(ledger: Ledger, clock: SetClock) -> None:
    me = await ledger.visitor()

    def fail(_request: dict) -> dict:  # type: ignore[type-arg]
        raise TurnFailed("action_failed", "boom", [{"action": "action_order_status", "status": "failed"}])

    ledger.assistant.answer = fail
    await ledger.write(me, "where is my order", "m1")
    for _ in range(20):
        await ledger.dispatch()
        clock.advance(1)
    attempts = await turns(ledger)
    assert [turn.failure["code"] for turn in attempts if turn.failure] == ["action_failed"] * 3
    assert attempts[0].calls == [{"action": "action_order_status", "status": "failed"}]
    assert (await ledger.feed(me)).state.holder == "queue"


async def test_what_was_begun_before_the_handoff_is_not_said_after_it(ledger: Ledger) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "hello", "m1")
    conversation = (await ledger.feed(me)).state.conversation_id
    dispatcher = ledger.dispatcher()
    ledger.assistant.delay = 0.05
    assert await dispatcher.take_due() == 1
    await ledger.do(ledger.handoff.accept, conversation, AGENTS[0])
    while dispatcher.running:
        await dispatcher.wait_for_one()
    assert [sender for sender, _ in await ledger.texts(me)] == ["customer", "system"]
    assert [turn.state for turn in await turns(ledger)] == ["discarded"]


async def test_a_turn_whose_process_died_is_taken_over_when_its_lease_ends(ledger: Ledger, clock: SetClock) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "hello", "m1")
    async with ledger.database.transaction() as session:
        assert len(await ledger.keeper.lease(session, "a process that dies", 8)) == 1
    await ledger.dispatch()
    assert ledger.assistant.asked == []
    clock.advance(ledger.settings.turn_lease + 1)
    await ledger.dispatch()
    assert await ledger.texts(me) == [("customer", "hello"), ("assistant", "echo hello")]


async def test_of_two_processes_with_the_same_turn_only_the_holder_of_the_lease_commits(
    ledger: Ledger, clock: SetClock
) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "hello", "m1")
    async with ledger.database.transaction() as session:
        [slow] = await ledger.keeper.lease(session, "slow", 8)
    answer = await ledger.assistant.take_turn(slow.request)
    clock.advance(ledger.settings.turn_lease + 1)
    await ledger.dispatch()
    async with ledger.database.transaction() as session:
        assert not await ledger.keeper.commit(session, "slow", slow, answer)
    assert len(await ledger.texts(me)) == 2


async def test_dispatchers_side_by_side_answer_everything_once(ledger: Ledger) -> None:
    people = [await ledger.visitor(f"v{n}") for n in range(6)]
    for person in people:
        for n in range(3):
            await ledger.write(person, f"text {n}", f"m{n}")
    ledger.assistant.delay = 0.005

    async def work() -> None:
        dispatcher = ledger.dispatcher()
        for _ in range(60):
            await dispatcher.take_due()
            await asyncio.sleep(0.01)
        while dispatcher.running:
            await dispatcher.wait_for_one()

    await asyncio.gather(work(), work(), work())
    for person in people:
        answers = [text for sender, text in await ledger.texts(person) if sender == "assistant"]
        assert answers == [f"echo text {n}" for n in range(3)]


async def test_a_window_of_tracker_events_holds_whole_turns_and_the_state_before(ledger: Ledger) -> None:
    me = await ledger.visitor()
    ledger.assistant.answer = lambda request: {
        "replies": [{"text": "ok"}],
        "events": [{"event": "user", "n": request["turn"]}, {"event": "action", "n": request["turn"]}],
        "state": {"slots": {"turn": request["turn"]}},
    }
    for n in range(1, 6):
        await ledger.write(me, f"text {n}", f"m{n}")
        await ledger.dispatch()
    conversation = (await ledger.feed(me)).state.conversation_id
    window = await ledger.do(ledger.conversations.tracker_window, conversation, 3)
    assert [event["n"] for event in window.events] == [4, 4, 5, 5]
    assert window.turn == 5
    assert window.state == {"slots": {"turn": 3}}
    whole = await ledger.do(ledger.conversations.tracker_window, conversation, 100)
    assert len(whole.events) == 10
    assert whole.state is None


async def test_nothing_stays_in_the_outbox(ledger: Ledger) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "hello", "m1")
    await ledger.dispatch()
    async with ledger.database.reading() as session:
        assert [entry.state for entry in await session.scalars(select(OutboxEntry))] == ["done"]


async def test_an_answer_that_the_store_refuses_is_tried_again_then_handed_over(
    ledger: Ledger, clock: SetClock
) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "hello", "m1")
    ledger.assistant.answer = lambda _: {"replies": [{"text": "hm"}], "effects": [{"kind": "follow"}]}  # of itself
    for _ in range(ledger.settings.turn_attempts):
        await ledger.dispatch()
        clock.advance(3)
    assert (await ledger.feed(me)).state.holder == "queue"
    assert [turn.state for turn in await turns(ledger)] == ["failed"] * ledger.settings.turn_attempts


async def test_an_outbox_that_can_not_be_read_is_logged_once(ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    dispatcher, rounds, often = ledger.dispatcher(), 0, asyncio.Event()

    async def fails() -> int:
        nonlocal rounds
        rounds += 1
        if rounds >= 3:
            often.set()
        await ledger.hub.notify(OUTBOX_TOPIC)  # no waiting
        await asyncio.sleep(0)
        raise OSError

    dispatcher.take_due = fails  # type: ignore[method-assign]
    running = asyncio.create_task(dispatcher.run())
    await often.wait()
    running.cancel()
    assert sum("the outbox could not be read" in record.message for record in caplog.records) == 1
