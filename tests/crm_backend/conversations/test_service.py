import asyncio
import base64

import pytest

from crm_backend.conversations import rules
from crm_backend.errors import Invalid
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.ledger import AGENTS, Ledger, closing


async def test_a_message_is_stored_before_anything_else_and_then_answered(ledger: Ledger) -> None:
    me = await ledger.visitor()
    received = await ledger.write(me, "hello", "m1")
    feed = await ledger.feed(me)
    assert [m.id for m in feed.messages] == [received.message.id]
    assert feed.state.working
    await ledger.dispatch()
    assert await ledger.texts(me) == [("customer", "hello"), ("assistant", "echo hello")]
    assert not (await ledger.feed(me)).state.working


async def test_the_same_client_message_id_is_the_same_message(ledger: Ledger) -> None:
    me = await ledger.visitor()
    first = await ledger.write(me, "hello", "m1")
    await ledger.dispatch()
    again = await ledger.write(me, "hello", "m1")
    await ledger.dispatch()
    assert again.duplicate
    assert again.message.id == first.message.id
    assert len(await ledger.texts(me)) == 2


async def test_two_first_messages_at_once_open_one_conversation(ledger: Ledger) -> None:
    me = await ledger.visitor()
    await asyncio.gather(*(ledger.write(me, f"text {n}", f"m{n}") for n in range(5)))
    feed = await ledger.feed(me)
    assert len({m.conversation_id for m in feed.messages}) == 1
    assert [m.seq for m in feed.messages] == [1, 2, 3, 4, 5]


async def test_turns_of_a_conversation_go_in_order_and_one_at_a_time(ledger: Ledger) -> None:
    me = await ledger.visitor()
    for n in range(4):
        await ledger.write(me, f"text {n}", f"m{n}")
    await ledger.dispatch()
    assert [request["input"]["text"] for request in ledger.assistant.asked] == [f"text {n}" for n in range(4)]
    assert [request["turn"] for request in ledger.assistant.asked] == [1, 2, 3, 4]


async def test_only_buttons_that_were_offered_to_this_customer_can_be_pressed(ledger: Ledger) -> None:
    me, other = await ledger.visitor("me"), await ledger.visitor("other")
    buttons = [{"title": "Order status", "payload": "/order_status"}]
    ledger.assistant.answer = lambda _: {"replies": [{"text": "What?", "buttons": buttons}]}
    await ledger.write(me, "hello", "m1")
    await ledger.dispatch()
    offered = (await ledger.feed(me)).messages[-1].buttons[0].id
    for identity, button in ((other, offered), (me, "no-such.0"), (me, offered.replace(".0", ".7"))):
        with pytest.raises(Invalid, match="button_not_offered"):
            await ledger.press(identity, button, "m2")
    await ledger.press(me, offered, "m2")
    await ledger.dispatch()
    assert ledger.assistant.asked[-1]["input"] == {
        "kind": "button",
        "payload": "/order_status",
        "title": "Order status",
    }


async def test_a_button_never_shows_its_payload(ledger: Ledger) -> None:
    me = await ledger.visitor()
    ledger.assistant.answer = lambda _: {"replies": [{"text": "?", "buttons": [{"title": "t", "payload": "/secret"}]}]}
    await ledger.write(me, "hello", "m1")
    await ledger.dispatch()
    assert "secret" not in (await ledger.feed(me)).model_dump_json()


async def test_the_language_follows_the_customer_and_neutral_texts_keep_it(ledger: Ledger) -> None:
    me = await ledger.visitor()
    for number, text in enumerate(("where is my order", "我想取消订单", "A1001", "ok what now please")):
        await ledger.write(me, text, f"m{number}")
        await ledger.dispatch()
    languages = [request["metadata"]["language"] for request in ledger.assistant.asked]
    assert languages == ["en", "zh", "zh", "en"]


async def test_a_feed_from_a_cursor_holds_each_message_once(ledger: Ledger) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "one", "m1")
    first = await ledger.feed(me)
    await ledger.dispatch()
    await ledger.write(me, "two", "m2")
    second = await ledger.feed(me, first.cursor)
    assert [m.text for m in second.messages] == ["echo one", "two"]
    assert (await ledger.feed(me, second.cursor)).messages == []
    assert len((await ledger.feed(me, "not a cursor")).messages) == 3


async def test_what_comes_after_the_close_is_a_conversation_that_follows(ledger: Ledger, clock: SetClock) -> None:
    me = await ledger.visitor()
    ledger.assistant.answer = closing
    await ledger.write(me, "bye", "m1")
    await ledger.dispatch()
    closed = (await ledger.feed(me)).state
    assert (closed.holder, closed.outcome) == ("nobody", "resolved_by_assistant")
    clock.advance(3 * 24 * 3600)
    await ledger.write(me, "hello again", "m2")
    state = (await ledger.feed(me)).state
    assert state.follows == closed.conversation_id
    assert state.holder == "assistant"


async def test_a_rating_after_the_close_opens_no_conversation(ledger: Ledger) -> None:
    me = await ledger.visitor()
    ledger.assistant.answer = closing
    await ledger.write(me, "bye", "m1")
    await ledger.dispatch()
    closed = await ledger.feed(me)
    ledger.assistant.answer = lambda _: {
        "replies": [{"text": "thanks"}],
        "effects": [{"kind": "csat_rating", "rating": 4}],
    }
    await ledger.press(me, closed.messages[-1].buttons[3].id, "m2")
    await ledger.dispatch()
    state = (await ledger.feed(me)).state
    assert state.conversation_id == closed.state.conversation_id
    assert state.survey is not None
    assert (state.survey.state, state.survey.rating) == ("answered", 4)


async def test_words_after_the_close_that_are_a_new_request_move_to_a_new_conversation(ledger: Ledger) -> None:
    me = await ledger.visitor()
    ledger.assistant.answer = closing
    await ledger.write(me, "bye", "m1")
    await ledger.dispatch()
    old = (await ledger.feed(me)).state.conversation_id
    seen: list[str] = []

    def answer(request: dict) -> dict:  # type: ignore[type-arg]
        seen.append(request["input"]["kind"])
        if request["input"]["kind"] == "afterword":
            return {"effects": [{"kind": "follow"}]}
        return {"replies": [{"text": "it is on its way"}]}

    ledger.assistant.answer = answer
    await ledger.write(me, "oh, and where is my order?", "m2")
    await ledger.dispatch()
    feed = await ledger.feed(me)
    assert seen == ["afterword", "text"]
    assert feed.state.follows == old
    assert [m.text for m in feed.messages].count("oh, and where is my order?") == 1
    assert feed.messages[-1].text == "it is on its way"
    again = await ledger.write(me, "oh, and where is my order?", "m2")
    assert again.duplicate


async def test_a_message_sent_while_the_assistant_closes_is_still_answered(ledger: Ledger) -> None:
    me = await ledger.visitor()

    def answer(request: dict) -> dict:  # type: ignore[type-arg]
        kind, text = request["input"]["kind"], request["input"].get("text")
        if text == "bye":
            return {"replies": [{"text": "goodbye"}], "effects": [{"kind": "resolve"}]}
        return {"replies": [{"text": f"{kind}: {text}"}]}

    ledger.assistant.answer = answer
    await ledger.write(me, "bye", "m1")
    await ledger.write(me, "wait, my order?", "m2")
    await ledger.dispatch()
    assert ("assistant", "text: wait, my order?") in await ledger.texts(me)


async def test_the_customer_leaves_and_is_asked_for_a_rating(ledger: Ledger) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "hello", "m1")
    await ledger.dispatch()
    ledger.assistant.answer = closing
    await ledger.do(ledger.conversations.leave, me)
    await ledger.dispatch()
    assert ledger.assistant.asked[-1]["input"] == {"kind": "event", "name": "left"}
    state = (await ledger.feed(me)).state
    assert state.holder == "nobody"
    assert state.survey is not None


async def test_a_conversation_that_was_only_greeted_leaves_no_trace(ledger: Ledger) -> None:
    me = await ledger.visitor()
    await ledger.do(ledger.conversations.start, me)
    await ledger.do(ledger.conversations.start, me)
    await ledger.dispatch()
    assert len(ledger.assistant.asked) == 1
    await ledger.do(ledger.conversations.leave, me)
    assert (await ledger.feed(me)).state.conversation_id is None


async def test_whoever_is_far_behind_gets_everything_in_order_by_asking_again(ledger: Ledger) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "text 0", "m0")
    cursor = (await ledger.feed(me)).cursor
    for n in range(1, 8):
        await ledger.write(me, f"text {n}", f"m{n}")
    seen: list[str] = []
    for _ in range(10):
        async with ledger.database.reading() as session:
            feed = await ledger.conversations.feed(session, me, cursor, limit=3)
        seen += [message.text for message in feed.messages]
        cursor = feed.cursor
    assert seen == [f"text {n}" for n in range(1, 8)]


async def test_words_that_move_on_join_the_conversation_that_was_begun_meanwhile(ledger: Ledger) -> None:
    me = await ledger.visitor()
    ledger.assistant.answer = lambda request: (
        {"effects": [{"kind": "resolve"}]} if request["input"]["text"] == "bye" else {"replies": [{"text": "yes?"}]}
    )
    await ledger.write(me, "bye", "m1")
    await ledger.write(me, "wait", "m2")
    dispatcher = ledger.dispatcher()
    assert await dispatcher.take_due() == 1
    await dispatcher.wait_for_one()
    await ledger.write(me, "hello?", "m3")
    await ledger.dispatch()
    async with ledger.database.reading() as session:
        page = await ledger.conversations.list_conversations(session, holder="open")
    assert len(page.conversations) == 1
    texts = await ledger.texts(me)
    assert {text for sender, text in texts if sender == "customer"} == {"bye", "wait", "hello?"}
    assert texts.count(("assistant", "yes?")) == 2


async def test_one_without_words_that_a_person_holds_is_closed_when_the_customer_leaves(ledger: Ledger) -> None:
    me = await ledger.visitor()
    conversation = await ledger.do(ledger.conversations.start, me)
    await ledger.dispatch()
    await ledger.do(ledger.handoff.accept, conversation.id, AGENTS[0])
    await ledger.do(ledger.conversations.leave, me)
    assert (await ledger.feed(me)).state.outcome == "resolved_by_agent"


async def test_a_clock_that_goes_back_opens_no_second_conversation(ledger: Ledger, clock: SetClock) -> None:
    me = await ledger.visitor()
    await ledger.write(me, "where is my order", "m1")
    ledger.assistant.answer = lambda _: {"replies": [{"text": "bye"}], "effects": [{"kind": "resolve"}]}
    await ledger.dispatch()
    clock.advance(-60)
    opened = await ledger.write(me, "one more thing", "m2")
    assert (await ledger.write(me, "and another", "m3")).message.conversation_id == opened.message.conversation_id


@pytest.mark.parametrize("seen", [b'{"a": Infinity}', b'{"a": NaN}', b'{"a": "x"}', b"[1]", b"1", b"\xff"])
def test_an_unreadable_cursor_is_the_beginning(seen: bytes) -> None:
    assert rules.read_cursor(base64.urlsafe_b64encode(seen).decode()) == {}


def test_a_cursor_before_the_beginning_is_the_beginning() -> None:
    assert rules.read_cursor(rules.write_cursor({"a": -(10**30)})) == {"a": 0}


async def test_urgent_and_high_come_first_in_the_queue_page_by_page(ledger: Ledger, clock: SetClock) -> None:
    priorities = ("low", "urgent", "normal", "high", "urgent", None)
    conversations = []
    for number, priority in enumerate(priorities):
        identity = await ledger.visitor(f"v{number}")
        conversation = (await ledger.write(identity, "hello", f"m{number}")).message.conversation_id
        if priority:
            await ledger.do(ledger.conversations.note_reading, conversation, None, priority)
        await ledger.do(ledger.handoff.request, conversation)
        conversations.append(conversation)
        clock.advance(60)
    seen: list[str] = []
    after = None
    for _ in range(3):
        page = await ledger.do(ledger.conversations.list_conversations, holder="queue", after=after, limit=2)
        seen += [line.id for line in page.conversations]
        after = page.after
    assert seen == [conversations[place] for place in (4, 1, 3, 5, 2, 0)]
    assert after is None
    newest = await ledger.do(ledger.conversations.list_conversations, holder="open")
    assert [line.id for line in newest.conversations] == conversations[::-1]
