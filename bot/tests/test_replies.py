from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import replies
from bot.replies import Edited, EditedReplies, worded
from bot.settings import BotSettings
from bot.tests.conftest import MakeWorld, texts

FACTS = {"en": {"days": "15"}, "zh": {"days": "15"}}


class Crm:
    """The CRM's door for edited replies; `body` is what it answers."""

    def __init__(self) -> None:
        self.body: Any = {"version": 0, "replies": {}, "facts": FACTS}
        self.asked: list[str | None] = []
        self.status = 200
        self.delay = 0.0

    async def __call__(self, request: web.Request) -> web.Response:
        self.asked.append(request.headers.get("Authorization"))
        await asyncio.sleep(self.delay)
        return web.json_response(self.body, status=self.status)

    def publish(self, version: int, **edited: list[dict[str, Any]]) -> None:
        self.body = {"version": version, "replies": edited, "facts": FACTS}


@pytest_asyncio.fixture
async def crm() -> AsyncIterator[tuple[Crm, str]]:
    crm = Crm()
    app = web.Application()
    app.router.add_get("/api/bot/replies", crm)
    server = TestServer(app)
    await server.start_server()
    yield crm, str(server.make_url("/"))
    await server.close()


def thanks(english: str, chinese: str = "别客气。") -> list[dict[str, Any]]:
    return [
        {"language": "en", "strategy": None, "text": english, "buttons": []},
        {"language": "en", "strategy": None, "text": english, "buttons": []},
        {"language": "zh", "strategy": None, "text": chinese, "buttons": []},
    ]


async def test_an_edit_is_said_at_the_next_turn(make_world: MakeWorld, crm: tuple[Crm, str]) -> None:
    door, url = crm
    world = make_world(crm_url=url, bot_token="secret")
    assert texts(await world.say("thanks", replies_version=0))[0] in ("You're welcome.", "My pleasure.")
    door.publish(1, utter_thanks=thanks("Any time, {days} days a fortnight."))
    assert texts(await world.say("thanks", replies_version=1)) == ["Any time, 15 days a fortnight."]
    assert texts(await world.say("thanks", replies_version=1, language="zh")) == ["别客气。"]
    assert door.asked == ["Bearer secret"] * 2


async def test_without_news_nobody_is_asked(make_world: MakeWorld, crm: tuple[Crm, str]) -> None:
    door, url = crm
    world = make_world(crm_url=url)
    await world.say("thanks")
    await world.say("thanks", replies_version="1")
    assert door.asked == []


@pytest.mark.parametrize("body", [{}, [], {"version": 2, "replies": None, "facts": {}}, "gone"])
async def test_what_can_not_be_had_fails_no_turn(make_world: MakeWorld, crm: tuple[Crm, str], body: Any) -> None:
    door, url = crm
    world = make_world(crm_url=url)
    door.publish(1, utter_thanks=thanks("First."))
    assert texts(await world.say("thanks", replies_version=1)) == ["First."]
    door.body, door.status = body, 500 if body == "gone" else 200
    assert texts(await world.say("thanks", replies_version=2)) == ["First."]
    asked = len(door.asked)
    assert texts(await world.say("thanks", replies_version=2)) == ["First."]
    assert len(door.asked) == asked, "a CRM that fails is not asked at every reply"


async def test_it_is_asked_again_later(
    make_world: MakeWorld, crm: tuple[Crm, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    door, url = crm
    monkeypatch.setattr(replies, "_PATIENCE", 0.0)
    world = make_world(crm_url=url)
    door.status = 503
    await world.say("thanks", replies_version=3)
    door.status = 200
    door.publish(3, utter_thanks=thanks("Back."))
    assert texts(await world.say("thanks", replies_version=3)) == ["Back."]


async def test_a_slow_crm_is_not_waited_for(make_world: MakeWorld, crm: tuple[Crm, str]) -> None:
    door, url = crm
    door.delay = 5.0
    world = make_world(crm_url=url, replies_deadline=0.05)
    assert len(texts(await world.say("thanks", replies_version=1))) == 1


async def test_many_turns_at_once_ask_once(crm: tuple[Crm, str]) -> None:
    door, url = crm
    door.publish(4)
    door.delay = 0.02
    edits = EditedReplies(BotSettings(crm_url=url))
    assert {edited.version for edited in await asyncio.gather(*(edits.of(4) for _ in range(5)))} == {4}
    assert len(door.asked) == 1


async def test_a_slot_comes_before_a_fact(make_world: MakeWorld, crm: tuple[Crm, str]) -> None:
    door, url = crm
    door.publish(1, utter_thanks=thanks("{order_id}"))
    door.body["facts"] = {"en": {"order_id": "none yet"}, "zh": {}}
    world = make_world(crm_url=url)
    assert texts(await world.say("thanks", replies_version=1)) == ["none yet"]
    await world.say("where is A1001", replies_version=1)
    assert texts(await world.say("thanks", replies_version=1))[0] == "A1001"


def shipped(text: str, language: str = "en") -> dict[str, Any]:
    buttons = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]
    return {"text": text, "metadata": {"language": language}, "buttons": buttons}


def test_only_words_are_replaced() -> None:
    edit = {
        "language": "en",
        "strategy": None,
        "text": "Truly, {order}?",
        "buttons": [{"title": "Yes please", "payload": "/affirm"}, {"title": "x", "payload": "/gone"}],
    }
    [english, chinese] = worded(
        "utter_a", [shipped("Sure, {order}?"), shipped("确定吗？", "zh")], Edited(1, {"utter_a": [edit]}, FACTS)
    )
    assert english["text"] == "Truly, {order}?"
    assert [button["title"] for button in english["buttons"]] == ["Yes please", "No"]
    assert [button["payload"] for button in english["buttons"]] == ["/affirm", "/deny"]
    assert chinese["text"] == "确定吗？"


@pytest.mark.parametrize("text", ["Sure?", "Sure, {order} {price}?"])
def test_an_edit_of_an_older_response_is_not_said(text: str) -> None:
    """After an update the response may ask for other values than when it was edited."""
    edit = {"language": "en", "strategy": None, "text": text, "buttons": []}
    [variant] = worded("utter_a", [shipped("Sure, {order}?")], Edited(1, {"utter_a": [edit]}, FACTS))
    assert variant["text"] == "Sure, {order}?"
