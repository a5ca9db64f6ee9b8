"""A small dialogue of the tests' own, trained once, with an action server and a ledger that do as they are told."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from bot import quiet
from bot.stubs import tensorflow

quiet.before_imports()
tensorflow.install()

import pytest  # noqa: E402 - the stub has to be there before Rasa
import pytest_asyncio  # noqa: E402
from aiohttp import web  # noqa: E402
from aiohttp.test_utils import TestServer  # noqa: E402

from bot import fixes  # noqa: E402
from bot.failures import TurnFailed  # noqa: E402
from bot.fixes.session import close  # noqa: E402
from bot.ledger import Page  # noqa: E402
from bot.recorder import RecordingEndpoint  # noqa: E402
from bot.serving import create_turns  # noqa: E402
from bot.settings import BotSettings  # noqa: E402
from bot.training import train  # noqa: E402
from bot.turn_request import read_request  # noqa: E402

fixes.apply_all()
quiet.configure_logging()
PROJECT = Path(__file__).parent / "project"
Answer = dict[str, Any]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("model") / "model.tar.gz"
    train(PROJECT, out)
    return out


class Actions:
    """An action server; `answers` says what each action does."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers: dict[str, Callable[[dict[str, Any]], Answer]] = {}
        self.status = 200
        self.delay = 0.0
        self.body: str | None = None

    async def __call__(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        await asyncio.sleep(self.delay)
        if self.body is not None:
            return web.Response(text=self.body, status=self.status)
        answer = self.answers.get(body["next_action"], status)(body)
        return web.json_response(answer, status=self.status)


def status(body: dict[str, Any]) -> Answer:
    number = body["tracker"]["slots"]["order_id"]
    events = [{"event": "slot", "name": "done", "value": True}]
    return {"events": events, "responses": [{"response": "utter_status", "number": number}]}


class FakeLedger:
    """Keeps the answers that it is given, and gives back the newest turns as the CRM does."""

    def __init__(self) -> None:
        self.turns: dict[str, list[Answer]] = {}
        self.asked = 0
        self.away = False

    def keep(self, conversation_id: str, answer: Answer) -> None:
        self.turns.setdefault(conversation_id, []).append(copy.deepcopy(answer))

    async def newest(self, conversation_id: str, events: int) -> Page:
        self.asked += 1
        if self.away:
            raise TurnFailed("history_unavailable", "away")
        turns = self.turns.get(conversation_id, [])
        start, count = len(turns), 0
        while start > 0 and count < events:
            start -= 1
            count += len(turns[start]["events"])
        state = turns[start - 1]["state"] if start else None
        return Page(len(turns), state, [event for turn in turns[start:] for event in turn["events"]])


class World:
    """Turns, taken in order, with their numbers and message ids made up."""

    def __init__(self, settings: BotSettings, model: Path, actions: Actions, url: str) -> None:
        self.ledger, self.actions = FakeLedger(), actions
        self.endpoint = RecordingEndpoint(url, settings.action_deadline)
        self.turns = create_turns(settings, model, self.ledger, self.endpoint)

    async def take(self, content: str, kind: str = "text", *, cid: str = "c1", **extra: Any) -> tuple[int, Answer]:
        key = {"text": "text", "afterword": "text", "button": "payload", "event": "name"}[kind]
        turn = extra.pop("turn", None) or len(self.ledger.turns.get(cid, [])) + 1
        message_id = extra.pop("message_id", f"m{turn}")
        metadata = {"language": "en", **extra}
        body = {"conversation_id": cid, "message_id": message_id, "turn": turn, "metadata": metadata}
        return await self.turns.take(read_request({**body, "input": {"kind": kind, key: content}}))

    async def say(self, content: str, kind: str = "text", *, cid: str = "c1", **extra: Any) -> Answer:
        """A turn that succeeds, and is kept in the ledger."""
        status, answer = await self.take(content, kind, cid=cid, **extra)
        assert status == 200, answer
        self.ledger.keep(cid, answer)
        return answer


def texts(answer: Answer) -> list[str]:
    return [reply["text"] for reply in answer["replies"]]


MakeWorld = Callable[..., World]


@pytest_asyncio.fixture
async def make_world(model: Path) -> AsyncIterator[MakeWorld]:
    actions, made = Actions(), []
    app = web.Application()
    app.router.add_post("/webhook", actions)
    server = TestServer(app)
    await server.start_server()

    def make(**settings: Any) -> World:
        made.append(World(BotSettings(**settings), model, actions, str(server.make_url("/webhook"))))
        return made[-1]

    yield make
    for world in made:
        await close(world.endpoint)
    await server.close()


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()
