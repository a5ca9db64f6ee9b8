from crm_backend.conversations.sweeper import BATCH
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.ledger import AGENTS, Ledger


async def test_a_quiet_customer_is_reminded_once_then_the_conversation_is_abandoned(
    ledger: Ledger, clock: SetClock
) -> None:
    me = await ledger.visitor()
    ledger.assistant.answer = lambda request: {
        "replies": [{"text": str(request["input"].get("name"))}],
        "effects": [{"kind": "log", "need": "order_status", "met": False}],
    }
    await ledger.write(me, "where is my order", "m1")
    await ledger.dispatch()
    for _ in range(40):
        clock.advance(60)
        await ledger.sweeper.sweep()
        await ledger.dispatch()
    events = [request["input"]["name"] for request in ledger.assistant.asked if request["input"]["kind"] == "event"]
    assert events == ["reminder", "idle"]
    assert (await ledger.feed(me)).state.outcome == "abandoned"


async def test_a_conversation_that_waits_for_a_person_is_never_closed_by_time(ledger: Ledger, clock: SetClock) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "hello", "m1")
    await ledger.dispatch()
    conversation = (await ledger.feed(me)).state.conversation_id
    await ledger.do(ledger.handoff.request, conversation)
    clock.advance(24 * 3600)
    await ledger.sweeper.sweep()
    assert (await ledger.feed(me)).state.holder == "queue"
    await ledger.do(ledger.handoff.accept, conversation, AGENTS[0])
    clock.advance(24 * 3600)
    await ledger.sweeper.sweep()
    assert (await ledger.feed(me)).state.holder == "agent"


async def test_one_that_was_only_greeted_is_removed(ledger: Ledger, clock: SetClock) -> None:
    me = await ledger.visitor()
    await ledger.do(ledger.conversations.start, me)
    await ledger.dispatch()
    clock.advance(3600)
    await ledger.sweeper.sweep()
    assert (await ledger.feed(me)).messages == []


async def test_an_assistant_that_is_away_does_not_keep_a_conversation_open(ledger: Ledger, clock: SetClock) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "hello", "m1")
    await ledger.dispatch()
    ledger.assistant.away = True
    for _ in range(60):
        clock.advance(60)
        await ledger.sweeper.sweep()
        await ledger.dispatch()
    assert (await ledger.feed(me)).state.outcome == "abandoned"


async def test_those_that_were_reminded_do_not_keep_others_from_it(ledger: Ledger, clock: SetClock) -> None:
    for number in range(BATCH + 1):
        await ledger.write(await ledger.visitor(f"v{number}"), "hello", "m1")
    await ledger.dispatch()
    clock.advance(ledger.settings.remind_after)
    assert await ledger.sweeper.sweep() == BATCH
    await ledger.dispatch()
    assert await ledger.sweeper.sweep() == 1
