"""Readings, labels and models over a real database and a real worker."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crm_backend.conversations.models import Conversation
from crm_backend.errors import Conflict, Invalid, NotFound, Unavailable
from crm_backend.needs.models import NeedModel, NeedReading
from crm_backend.needs.schemas import LabelBody
from tests.crm_backend.ledger import AGENTS
from tests.crm_backend.needs.conftest import Desk

SMOKE = "the heater caught fire and the flames burned my hand, it is broken, order A1001"


async def stored(desk: Desk, conversation_id: str) -> Conversation:
    async with desk.ledger.database.reading() as session:
        return await desk.ledger.conversations.get(session, conversation_id)


async def all_read(desk: Desk, conversations: list[str], need: str) -> bool:
    return {(await stored(desk, each)).need for each in conversations} == {need}


async def readings(desk: Desk) -> int:
    async with desk.ledger.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(NeedReading)) or 0


async def test_a_reading_is_stored_and_sets_priority_and_need(desk: Desk) -> None:
    await desk.model()
    conversation = await desk.conversation("hello", SMOKE)
    reading = await desk.needs.read(conversation)
    assert (reading.need, reading.priority, reading.language) == ("product_fault", "urgent", "en")
    assert [(entity.label, entity.value) for entity in reading.entities] == [("order_id", "A1001")]
    row = await stored(desk, conversation)
    assert (row.need, row.priority) == ("product_fault", "urgent")
    assert await desk.ledger.do(desk.needs.reading_of, conversation) == reading
    assert await desk.needs.read(conversation) == reading
    assert await readings(desk) == 1


async def test_what_was_urgent_stays_urgent_until_staff_say_otherwise(desk: Desk) -> None:
    await desk.model()
    identity = await desk.ledger.visitor()
    conversation = (await desk.ledger.write(identity, SMOKE, "m1")).message.conversation_id
    await desk.needs.read(conversation)
    for number in range(6):
        await desk.ledger.write(identity, "thanks, that is very kind of you", f"t{number}")
        await desk.needs.read(conversation)
    assert (await stored(desk, conversation)).priority == "urgent"
    body = LabelBody(need="praise", also=["product_fault", "praise"], priority="low")
    label = await desk.ledger.do(desk.needs.label, conversation, body, AGENTS[0])
    assert label.also == ["product_fault"]
    await desk.ledger.write(identity, SMOKE, "m2")
    await desk.needs.read(conversation)
    row = await stored(desk, conversation)
    assert (row.need, row.priority) == ("praise", "low")


async def test_customers_are_read_in_the_background(desk: Desk) -> None:
    await desk.model()
    running = asyncio.create_task(desk.needs.run())
    try:
        conversations = [await desk.conversation("where is", "where is my order A1001") for _ in range(3)]
        for _ in range(1200):
            if await all_read(desk, conversations, "order_status"):
                break
            await asyncio.sleep(0.05)
        assert await all_read(desk, conversations, "order_status")
    finally:
        running.cancel()


async def test_a_button_is_not_read(desk: Desk) -> None:
    await desk.model()
    conversation = await desk.conversation("hello there")
    async with desk.ledger.database.reading() as session:
        said = await desk.ledger.conversations.customer_texts(session, conversation, 5)
    assert [text for _, text in said] == ["hello there"]


async def test_without_a_model_nothing_is_read_and_nothing_breaks(desk: Desk) -> None:
    conversation = await desk.conversation("where is my order")
    with pytest.raises(Unavailable, match=r"needs\.no_model"):
        await desk.needs.read(conversation)
    running = asyncio.create_task(desk.needs.run())
    await desk.conversation("and another one")
    await asyncio.sleep(0.05)
    assert not running.done()
    running.cancel()


async def test_the_active_model_changes_without_a_restart(desk: Desk) -> None:
    first = await desk.model()
    second = await desk.model(active=False)
    conversation = await desk.conversation("where is my order")
    await desk.needs.read(conversation)
    assert await model_of(desk, conversation) == first.id
    await desk.ledger.do(desk.needs.activate, second.id)
    await desk.needs.read(conversation)
    assert await model_of(desk, conversation) == second.id
    listed = await desk.ledger.do(desk.needs.models, "needs")
    assert {model.id: model.active for model in listed} == {first.id: False, second.id: True}
    with pytest.raises(NotFound):
        await desk.ledger.do(desk.needs.activate, "nobody")


async def test_a_model_is_chosen_only_if_it_can_be_used_and_is_no_worse(desk: Desk) -> None:
    active = await desk.model(accuracy=0.9)
    worse = await desk.model(active=False, accuracy=0.7)
    with pytest.raises(Conflict, match=r"needs\.model_is_worse"):
        await desk.needs.choose(worse.id)
    broken = await desk.model(active=False, accuracy=0.99, file=Path(__file__))
    with pytest.raises(Invalid, match=r"needs\.model_unusable"):
        await desk.needs.choose(broken.id, even_if_worse=True)
    bot = await desk.model(active=False, accuracy=0.99, kind="bot")
    with pytest.raises(Invalid, match=r"needs\.not_chosen_here"):
        await desk.needs.choose(bot.id)
    listed = await desk.ledger.do(desk.needs.models, "needs")
    assert [model.id for model in listed if model.active] == [active.id]
    assert (await desk.needs.choose(worse.id, even_if_worse=True)).active


async def test_a_model_that_can_not_be_read_reads_nothing(desk: Desk) -> None:
    await desk.model(file=Path(__file__))
    with pytest.raises(Unavailable, match=r"needs\.no_model"):
        await desk.needs.read(await desk.conversation("where is my order"))


async def model_of(desk: Desk, conversation_id: str) -> str | None:
    async with desk.ledger.database.reading() as session:
        query = select(NeedReading.model_id).where(NeedReading.conversation_id == conversation_id)
        return await session.scalar(query)


async def test_labels_are_what_a_model_learns_from(desk: Desk) -> None:
    conversation = await desk.conversation("my lamp is broken", "and I'm tired of it")
    with pytest.raises(Invalid, match=r"needs\.no_such_need"):
        await desk.ledger.do(desk.needs.label, conversation, LabelBody(need="nonsense"), AGENTS[0])
    await desk.ledger.do(desk.needs.label, conversation, LabelBody(need="complaint"), AGENTS[0])
    await desk.ledger.do(desk.needs.label, conversation, LabelBody(need="product_fault", priority="high"), AGENTS[1])
    (example,) = await desk.ledger.do(desk.needs.own_examples)
    assert (example.text, example.need, example.own) == (
        "my lamp is broken\nand I'm tired of it",
        "product_fault",
        True,
    )
    assert (await desk.ledger.do(desk.needs.label_of, conversation)).staff_id == AGENTS[1]


async def test_an_unknown_conversation_is_not_read(desk: Desk) -> None:
    await desk.model()
    with pytest.raises(NotFound):
        await desk.needs.read("nowhere")


async def test_a_reading_that_comes_late_replaces_no_newer_one(desk: Desk) -> None:
    """Another replica read what was said since, and was faster."""
    await desk.model()
    identity = await desk.ledger.visitor()
    first = (await desk.ledger.write(identity, "where is my order A1001", "m1")).message
    late = await desk.needs.read(first.conversation_id)
    await desk.ledger.write(identity, "I have been charged twice, this is outrageous, give my money back!", "m2")
    newest = await desk.needs.read(first.conversation_id)
    before = await stored(desk, first.conversation_id)
    assert (newest.need, newest.priority) != (late.need, late.priority)
    active = await desk.ledger.do(desk.needs.active)
    assert active is not None
    desk.ledger.clock.advance(60)
    await desk.needs._keep(first.conversation_id, first.id, active.id, late)
    after = await stored(desk, first.conversation_id)
    assert (after.need, after.priority) == (before.need, before.priority)
    assert await desk.ledger.do(desk.needs.reading_of, first.conversation_id) == newest


async def test_what_was_not_read_before_a_stop_is_read_at_the_next_start(desk: Desk) -> None:
    await desk.model()
    conversation = await desk.conversation("where is", "where is my order A1001")
    desk.needs._waiting.clear()
    running = asyncio.create_task(desk.needs.run())
    try:
        for _ in range(1200):
            if await all_read(desk, [conversation], "order_status"):
                break
            await asyncio.sleep(0.05)
        assert await all_read(desk, [conversation], "order_status")
    finally:
        running.cancel()


async def test_two_labels_at_once_are_one_label(desk: Desk) -> None:
    conversation = await desk.conversation("hello there")
    bodies = [LabelBody(need=need) for need in ("praise", "complaint", "invoice", "other")]
    labels = [desk.ledger.do(desk.needs.label, conversation, body, AGENTS[0]) for body in bodies]
    given = {label.need for label in await asyncio.gather(*labels)}
    found = await desk.ledger.do(desk.needs.label_of, conversation)
    assert given == {body.need for body in bodies}
    assert found is not None
    assert found.need in given


async def test_without_the_file_of_the_active_model_an_older_one_reads(desk: Desk) -> None:
    """Another replica trained the active one, and its file is not here."""
    here = await desk.model()
    desk.ledger.clock.advance(60)
    elsewhere = await desk.model()
    async with desk.ledger.database.transaction() as session:
        (await session.get_one(NeedModel, elsewhere.id)).file = "models/needs/elsewhere.joblib"
    conversation = await desk.conversation(SMOKE)
    assert (await desk.needs.read(conversation)).priority == "urgent"
    async with desk.ledger.database.reading() as session:
        assert await session.scalar(select(NeedReading.model_id)) == here.id
