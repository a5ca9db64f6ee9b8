import asyncio

import pytest

from crm_backend.errors import Conflict, Forbidden, Invalid
from crm_backend.staff.events import StaffDisabled
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.ledger import AGENTS, Ledger, closing

A, B = AGENTS


async def in_queue(ledger: Ledger) -> tuple[str, str]:
    """A customer whose conversation the assistant handed over: (identity, conversation)."""
    me = await ledger.visitor()
    ledger.assistant.answer = lambda _: {
        "replies": [{"text": "a colleague will come"}],
        "effects": [{"kind": "handoff", "reason": "asked_for_person"}],
    }
    await ledger.write(me, "a person please", "m1")
    await ledger.dispatch()
    ledger.assistant.answer = lambda request: {"replies": [{"text": f"event {request['input'].get('name')}"}]}
    conversation = (await ledger.feed(me)).state.conversation_id
    assert conversation is not None
    return me, conversation


async def test_the_assistant_is_silent_until_the_conversation_is_returned(ledger: Ledger) -> None:
    me, conversation = await in_queue(ledger)
    asked = len(ledger.assistant.asked)
    await ledger.write(me, "anyone?", "m2")
    await ledger.dispatch()
    await ledger.do(ledger.handoff.accept, conversation, A)
    await ledger.write(me, "hello?", "m3")
    await ledger.dispatch()
    assert len(ledger.assistant.asked) == asked
    await ledger.do(ledger.handoff.give_back, conversation, A)
    await ledger.dispatch()
    assert ledger.assistant.asked[-1]["input"] == {"kind": "event", "name": "returned"}
    assert ledger.assistant.asked[-1]["metadata"]["agent_name"] == "Agent-A"
    await ledger.write(me, "thanks", "m4")
    await ledger.dispatch()
    assert ledger.assistant.asked[-1]["input"]["text"] == "thanks"


async def test_two_agents_accepting_at_once_one_gets_it(ledger: Ledger) -> None:
    _, conversation = await in_queue(ledger)
    results = await asyncio.gather(
        *(ledger.do(ledger.handoff.accept, conversation, agent) for agent in (A, B)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, Conflict)]
    assert len(refused) == 1
    assert refused[0].code == "handoff.already_accepted"
    assert refused[0].params["agent"] in ("Agent-A", "Agent-B")


async def test_only_the_agent_who_holds_it_replies_returns_and_resolves(ledger: Ledger) -> None:
    _, conversation = await in_queue(ledger)
    await ledger.do(ledger.handoff.accept, conversation, A)
    for call in (
        lambda: ledger.do(ledger.handoff.reply, conversation, B, "hi", "r1"),
        lambda: ledger.do(ledger.handoff.give_back, conversation, B),
        lambda: ledger.do(ledger.handoff.resolve, conversation, B),
    ):
        with pytest.raises(Conflict, match="not_yours"):
            await call()


async def test_a_reply_sent_twice_is_said_once(ledger: Ledger) -> None:
    me, conversation = await in_queue(ledger)
    await ledger.do(ledger.handoff.accept, conversation, A)
    for _ in range(2):
        await ledger.do(ledger.handoff.reply, conversation, A, "I am Agent A", "r1")
    said = [message for message in (await ledger.feed(me)).messages if message.sender == "agent"]
    assert [(message.text, message.author) for message in said] == [("I am Agent A", "Agent-A")]
    [handoff] = await ledger.do(ledger.handoff.history, conversation)
    assert handoff.first_reply_at is not None
    with pytest.raises(Invalid, match="reply_empty"):
        await ledger.do(ledger.handoff.reply, conversation, A, "  \n", "r2")
    with pytest.raises(Invalid, match="reply_too_long"):
        await ledger.do(ledger.handoff.reply, conversation, A, "x" * 4001, "r3")


async def test_what_an_agent_resolves_is_rated_and_then_closed_for_good(ledger: Ledger, clock: SetClock) -> None:
    me, conversation = await in_queue(ledger)
    await ledger.do(ledger.handoff.accept, conversation, A)
    ledger.assistant.answer = closing
    await ledger.do(ledger.handoff.resolve, conversation, A)
    await ledger.dispatch()
    feed = await ledger.feed(me)
    assert feed.state.outcome == "resolved_by_agent"
    assert feed.state.survey is not None
    assert len(feed.messages[-1].buttons) == 5
    with pytest.raises(Conflict, match=r"handoff\.closed"):
        await ledger.do(ledger.handoff.accept, conversation, A)
    [handoff] = await ledger.do(ledger.handoff.history, conversation)
    assert handoff.end == "resolved"


async def test_a_customer_who_leaves_the_queue_has_abandoned_it(ledger: Ledger) -> None:
    me, _ = await in_queue(ledger)
    await ledger.do(ledger.conversations.leave, me)
    assert (await ledger.feed(me)).state.outcome == "abandoned"


async def test_an_agent_may_take_over_without_being_asked(ledger: Ledger) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "hello", "m1")
    await ledger.dispatch()
    conversation = (await ledger.feed(me)).state.conversation_id
    await ledger.do(ledger.handoff.accept, conversation, A)
    state = (await ledger.feed(me)).state
    assert (state.holder, state.agent) == ("agent", "Agent-A")


async def test_what_a_disabled_agent_held_goes_back_into_the_queue(ledger: Ledger) -> None:
    me, conversation = await in_queue(ledger)
    await ledger.do(ledger.handoff.accept, conversation, A)
    async with ledger.database.transaction() as session:
        await ledger.events.publish(session, StaffDisabled(A))
    assert (await ledger.feed(me)).state.holder == "queue"
    await ledger.do(ledger.handoff.accept, conversation, B)
    assert (await ledger.feed(me)).state.agent == "Agent-B"


async def test_who_is_disabled_meanwhile_holds_nothing(ledger: Ledger) -> None:
    me, conversation = await in_queue(ledger)
    outcomes = await asyncio.gather(
        ledger.do(ledger.staff.disable, A),
        *(ledger.do(ledger.handoff.accept, conversation, A) for _ in range(3)),
        return_exceptions=True,
    )
    assert all(outcome is None or isinstance(outcome, Forbidden) for outcome in outcomes[1:])
    assert (await ledger.feed(me)).state.holder == "queue"
    with pytest.raises(Forbidden, match=r"staff\.is_disabled"):
        await ledger.do(ledger.handoff.accept, conversation, A)
    await ledger.do(ledger.handoff.accept, conversation, B)


async def test_what_the_assistant_gathered_reaches_the_agent(ledger: Ledger) -> None:
    me = await ledger.visitor()
    gathered = {"need": "delivery_problem", "order_id": "A1001", "wish": "x" * 3000, "tried": None, "count": 2}
    ledger.assistant.answer = lambda _: {
        "replies": [{"text": "a colleague will come"}],
        "effects": [{"kind": "handoff", "reason": "complaint", "gathered": gathered}],
    }
    received = await ledger.write(me, "my parcel is gone", "m1")
    await ledger.dispatch()
    conversation = received.message.conversation_id
    (handoff,) = await ledger.do(ledger.handoff.history, conversation)
    assert handoff.gathered == {
        "need": "delivery_problem",
        "order_id": "A1001",
        "wish": "x" * 1000,
        "count": "2",
    }
    async with ledger.database.reading() as session:
        assert (await ledger.conversations.get(session, conversation)).need == "delivery_problem"
