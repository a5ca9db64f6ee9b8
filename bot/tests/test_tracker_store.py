from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.failures import TurnFailed
from bot.ledger import CrmLedger
from bot.settings import BotSettings
from bot.tests.conftest import FakeLedger
from bot.tracker_store import LedgerTrackerStore


class Crm:
    def __init__(self) -> None:
        self.body: Any = {"turn": 3, "state": {"paused": True}, "events": [{"event": "pause"}]}
        self.status = 200
        self.asked: list[web.Request] = []

    async def __call__(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        return web.json_response(self.body, status=self.status)


@pytest_asyncio.fixture
async def crm() -> AsyncIterator[tuple[Crm, CrmLedger]]:
    crm, app = Crm(), web.Application()
    app.router.add_get("/api/bot/conversations/{id}/tracker", crm)
    server = TestServer(app)
    await server.start_server()
    ledger = CrmLedger(BotSettings(crm_url=str(server.make_url("/")), bot_token="t"))
    yield crm, ledger
    await ledger.close()
    await server.close()


async def test_the_ledger_is_asked_for_the_newest(crm: tuple[Crm, CrmLedger]) -> None:
    page = await crm[1].newest("c/1", 120)
    assert page == (3, {"paused": True}, [{"event": "pause"}])
    [request] = crm[0].asked
    assert request.match_info["id"] == "c/1"
    assert (request.query["events"], request.headers["Authorization"]) == ("120", "Bearer t")


@pytest.mark.parametrize(
    ("status", "body"), [(500, {}), (404, {}), (200, {}), (200, {"turn": "x", "events": []}), (200, 5)]
)
async def test_a_ledger_that_can_not_be_read_raises(crm: tuple[Crm, CrmLedger], status: int, body: Any) -> None:
    crm[0].status, crm[0].body = status, body
    with pytest.raises(TurnFailed, match="history_unavailable"):
        await crm[1].newest("c1", 120)


async def test_only_so_many_conversations_stay_in_memory() -> None:
    store = LedgerTrackerStore(FakeLedger(), window=10, conversations=2)
    for name in "abc":
        await store.prepare(name, 1)
    assert await store.keys() == ["b", "c"]
    await store.prepare("b", 1)
    await store.prepare("d", 1)
    assert await store.keys() == ["b", "d"]


async def test_events_that_can_not_be_read_raise() -> None:
    ledger = FakeLedger()
    ledger.keep("c1", {"events": [{"event": "unheard of"}], "state": {}})
    store = LedgerTrackerStore(ledger, window=10, conversations=2)
    with pytest.raises(TurnFailed, match="history_unavailable"):
        await store.prepare("c1", 2)
    assert await store.retrieve("c1") is None
