"""Summaries of open conversations are computed, those of closed ones are kept as places in their messages."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from crm_backend.conversations import summarising, summary
from crm_backend.conversations.models import Conversation, Message, OutboxEntry
from crm_backend.conversations.schemas import ConversationSummary, Reading, SummaryPlace
from crm_backend.conversations.summarising import Summariser
from crm_backend.language.summary import Utterance
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.ledger import AGENTS, Ledger

LAMP = "On Friday only one of the two lamps of order A1003 arrived, and its base is cracked."
TALK = [
    LAMP,
    "I would like a replacement before December 3rd.",
    "hello",
    "anyone there?",
    "ok",
    "thanks",
    "hi",
    "thank you",
    "ok",
]


@pytest.fixture
def summariser(ledger: Ledger) -> Summariser:
    return Summariser(ledger.settings, ledger.clock, ledger.database)


async def talk(ledger: Ledger, texts: Sequence[str] = TALK) -> str:
    me = await ledger.visitor(f"v{len(texts)}")
    for n, text in enumerate(texts):
        received = await ledger.write(me, text, f"m{len(texts)}-{n}")
    return received.message.conversation_id


async def close(ledger: Ledger, conversation_id: str) -> None:
    await ledger.do(ledger.handoff.accept, conversation_id, AGENTS[0])
    await ledger.do(ledger.handoff.resolve, conversation_id, AGENTS[0])


async def reading(ledger: Ledger, conversation_id: str) -> Reading:
    async with ledger.database.reading() as session:
        return await ledger.conversations.reading_view(session, conversation_id)


async def listed(ledger: Ledger) -> list[ConversationSummary]:
    async with ledger.database.reading() as session:
        return (await ledger.conversations.list_conversations(session)).conversations


async def record(ledger: Ledger, conversation_id: str) -> list[dict[str, Any]] | None:
    async with ledger.database.reading() as session:
        return (await session.get_one(Conversation, conversation_id)).summary


async def test_a_long_conversation_has_one_and_a_short_one_none(ledger: Ledger, summariser: Summariser) -> None:
    long, short = await talk(ledger), await talk(ledger, TALK[:2])
    lines = await summariser.of(await reading(ledger, long))
    assert [line.text for line in lines][:2] == TALK[:2]
    assert await summariser.of(await reading(ledger, short)) == []


async def test_the_close_is_completed_with_places_and_no_words(ledger: Ledger, summariser: Summariser) -> None:
    conversation_id = await talk(ledger)
    assert await summariser.keep() == 0  # still open
    await close(ledger, conversation_id)
    assert (await listed(ledger))[0].about is None
    assert [await summariser.keep(), await summariser.keep()] == [1, 0]
    kept = await record(ledger, conversation_id)
    assert kept
    assert [set(place) for place in kept] == [{"message_id", "start", "end"}] * len(kept)
    assert (await listed(ledger))[0].about == LAMP


async def test_what_was_kept_is_shown(ledger: Ledger, summariser: Summariser, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation_id = await talk(ledger)
    await close(ledger, conversation_id)
    await summariser.keep()
    monkeypatch.setattr(summary, "places", None)  # whoever computes now, fails
    lines = await summariser.of(await reading(ledger, conversation_id))
    assert [line.text for line in lines][:2] == TALK[:2]


async def test_a_closed_conversation_of_small_talk_is_not_summarised_again(
    ledger: Ledger, summariser: Summariser
) -> None:
    conversation_id = await talk(ledger, ["hello", "thanks"])
    await close(ledger, conversation_id)
    assert [await summariser.keep(), await summariser.keep()] == [1, 0]
    assert await record(ledger, conversation_id) == []
    assert (await listed(ledger))[0].about is None


@pytest.mark.parametrize("erased", [delete(Message), update(Message).values(text="")])
async def test_what_is_erased_from_the_messages_is_gone_from_the_summary(
    ledger: Ledger, summariser: Summariser, erased: Any
) -> None:
    conversation_id = await talk(ledger, [*TALK, "I also want the invoice for order A1003."])
    await close(ledger, conversation_id)
    await summariser.keep()
    async with ledger.database.transaction() as session:
        await session.execute(delete(OutboxEntry))
        await session.execute(erased.where(Message.text == LAMP))
    lines = await summariser.of(await reading(ledger, conversation_id))
    assert [line.text for line in lines] == [TALK[1], "I also want the invoice for order A1003."]
    assert (await listed(ledger))[0].about == TALK[1]


async def test_an_old_close_is_summarised_when_it_is_shown(
    ledger: Ledger, summariser: Summariser, clock: SetClock
) -> None:
    conversation_id = await talk(ledger)
    await close(ledger, conversation_id)
    clock.advance(timedelta(days=2).total_seconds())
    assert await summariser.keep() == 0
    assert await summariser.of(await reading(ledger, conversation_id))


async def test_a_page_does_not_wait_for_a_slow_one_and_has_it_the_next_time(
    ledger: Ledger, summariser: Summariser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, counted = asyncio.Event(), []

    async def slow(said: Sequence[Utterance]) -> list[SummaryPlace]:
        counted.append(said)
        await ready.wait()
        return summary.places(said)

    monkeypatch.setattr(summarising, "_compute", slow)
    monkeypatch.setattr(summarising, "PATIENCE", 0)
    shown = await reading(ledger, await talk(ledger))
    assert await summariser.of(shown) == []
    ready.set()
    await asyncio.gather(*summariser._computed.values())
    assert await summariser.of(shown)
    assert len(counted) == 1
