"""A part dies or hangs while a customer is talking: an honest answer, or the answer a little later. Never silence."""

import pytest

from tests.stack.conftest import Buyers
from tests.stack.people import People
from tests.stack.running import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]


async def test_actions_killed_in_the_middle(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    known = await buys("paid")
    customer = await people.customer(language, known.customer)
    await customer.say({"en": "hello", "zh": "你好"}[language])
    with stack.frozen("actions"):  # so that the kill surely comes in the middle of the turn
        sent = await customer.chat.send({"en": "where is my order?", "zh": "我的订单到哪了？"}[language])
        before = stack.kill("actions")
    answer = await customer.settled(sent.id)
    assert answer.texts, "silence"
    retried = answer.responses[0] == "utter_order_paid"
    told = answer.senders[0] == "system" and answer.state.holder == "queue"
    assert retried or told
    assert [turn.state for turn in (await customer.reading()).turns].count("done") >= 1
    await stack.until_restarted("actions", before)


async def test_assistant_killed_is_waited_for(stack: Stack, people: People, buys: Buyers) -> None:
    known = await buys("paid")
    customer = await people.customer("en", known.customer)
    await customer.say(f"cancel order {known.orders[0].order_id}")
    before = stack.kill("bot")
    answer = await customer.say("wait, where is it?")
    await stack.until_restarted("bot", before)
    assert answer.responses == ["utter_order_paid", "utter_confirm_cancel_again"]


async def test_crm_killed_and_the_message_is_answered(stack: Stack, people: People) -> None:
    customer = await people.customer("en")
    await customer.say("hello")
    sent = await customer.chat.send("what can you do?")
    before = stack.kill("crm")
    await stack.until_restarted("crm", before)
    assert (await customer.settled(sent.id)).responses == ["utter_capabilities"]
    reading = await customer.reading()
    assert [message.response for message in reading.messages if message.sender == "assistant"] == [
        "utter_greeting",
        "utter_capabilities",
    ]


async def test_actions_that_hang_end_in_an_honest_answer(stack: Stack, people: People) -> None:
    customer = await people.customer("en")
    await customer.say("hello")
    with stack.frozen("actions"):
        answer = await customer.say("where is my order A1001?")
    assert answer.senders == ["system", *answer.senders[1:]]
    assert answer.state.holder == "queue"
    failed = [turn for turn in (await customer.reading()).turns if turn.state == "failed"]
    assert failed
    assert all(turn.failure for turn in failed)
