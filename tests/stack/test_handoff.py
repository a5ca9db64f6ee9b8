"""A person takes over: asked for, or because the assistant does not understand. Then the assistant is silent."""

import asyncio

import pytest

from crm_backend.conversations.schemas import MessageView
from tests.stack.people import Customer, People

pytestmark = pytest.mark.stack

A_PERSON = {"en": "I want to talk to a real person", "zh": "我要找人工客服"}
# Languages that the assistant does not speak, so that no training makes it understand them
FOREIGN = ["مرحبا كيف حالك", "გამარჯობა როგორ ხარ", "สวัสดีครับ"]
NONSENSE = {
    "en": ["blorf wibble zanth", "qwrt plom snergle", "vexil drooth mank", "plugh xyzzy frotz"],
    "zh": ["葫芦嘎啦蹦", "叽里呱啦哔", "咕噜咕噜喵", "噼里啪啦嘭"],
}


async def waiting(people: People, language: str) -> Customer:
    """A customer in the queue."""
    customer = await people.customer(language)
    answer = await customer.say(A_PERSON[language])
    assert answer.responses[0] == "utter_handoff"
    assert answer.state.holder == "queue"
    return customer


async def test_whole_handoff(people: People, language: str) -> None:
    customer = await waiting(people, language)
    agent = await people.agent()
    assert (await customer.say({"en": "where is my order?", "zh": "我的订单到哪了？"}[language])).senders == []
    assert await agent.accept(customer.conversation_id) == 303
    assert await agent.reply(customer.conversation_id, "Hello, Lin here. 您好") == 303
    said = await said_by(customer, "agent")
    assert said.author == "Lin Xiao 林晓"
    assert customer.chat.state.holder == "agent"
    assert (await customer.say("A1001")).senders == []
    assert await agent.give_back(customer.conversation_id) == 303
    back = await said_by(customer, "assistant")
    assert "Lin" in back.text
    assert "utter_greeting" in await customer.say({"en": "hello", "zh": "你好"}[language])


async def test_agent_resolves_and_the_customer_is_asked_for_a_rating(people: People, language: str) -> None:
    customer = await waiting(people, language)
    agent = await people.agent()
    await agent.accept(customer.conversation_id)
    assert await agent.resolve(customer.conversation_id) == 303
    await said_by(customer, "assistant")
    state = customer.chat.state
    assert (state.holder, state.outcome) == ("nobody", "resolved_by_agent")
    assert state.survey is not None
    assert state.survey.state == "asked"


async def test_two_agents_accept_at_once_and_one_gets_it(people: People) -> None:
    customer = await waiting(people, "en")
    first, second = await people.agent(), await people.agent()
    await second.log_in("manager")
    codes = await asyncio.gather(first.accept(customer.conversation_id), second.accept(customer.conversation_id))
    assert sorted(codes) == [303, 409]


async def test_not_understood_three_times_leads_to_a_person(people: People, language: str) -> None:
    customer = await people.customer(language)
    answers = [await customer.say(text) for text in FOREIGN]
    assert [answer.responses[0] for answer in answers] == [
        "utter_not_understood",
        "utter_not_understood_again",
        "utter_handoff",
    ]
    assert all("/ask_for_person" in answer.payloads for answer in answers[:2])
    assert answers[2].state.holder == "queue"
    assert (await customer.say(FOREIGN[0])).senders == []


async def test_nonsense_never_goes_in_circles(people: People, language: str) -> None:
    customer = await people.customer(language)
    answers = [await customer.say(text) for text in NONSENSE[language]]
    assert answers[-1].state.holder == "queue"
    spoken = [answer for answer in answers if answer.texts]
    assert all("/ask_for_person" in answer.payloads for answer in spoken[:-1])
    assert len({answer.text for answer in spoken}) >= len(spoken) - 1


async def test_being_understood_in_between_starts_the_count_again(people: People, language: str) -> None:
    customer = await people.customer(language)
    await customer.say(FOREIGN[0])
    await customer.say(FOREIGN[1])
    await customer.say({"en": "what can you do?", "zh": "你能做什么？"}[language])
    assert (await customer.say(FOREIGN[2])).responses == ["utter_not_understood"]


async def test_out_of_scope_is_declined_kindly(people: People, language: str) -> None:
    customer = await people.customer(language)
    answer = await customer.say({"en": "What's the weather like tomorrow?", "zh": "明天天气怎么样？"}[language])
    assert answer.responses == ["utter_out_of_scope"]
    assert answer.state.holder == "assistant"


async def said_by(customer: Customer, sender: str) -> MessageView:
    """The next message of that sender."""
    async with asyncio.timeout(20):
        while True:
            feed = await customer.chat.updates(wait=5)
            for message in feed.messages:
                if message.sender == sender:
                    return message
