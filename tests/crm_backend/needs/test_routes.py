from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from crm_backend.kit.web import DATABASE, SETTINGS, errors_as_json
from crm_backend.needs.routes import api, staff_api
from crm_backend.needs.service import NEED_SERVICE
from crm_backend.staff.http import COOKIE
from crm_backend.staff.service import STAFF
from tests.crm_backend.needs.conftest import Desk

Client = TestClient[web.Request, web.Application]
TOKEN = {"Authorization": "Bearer actions-secret"}


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[errors_as_json])
    app[SETTINGS] = desk.ledger.settings.model_copy(update={"actions_token": SecretStr("actions-secret")})
    app[DATABASE], app[STAFF], app[NEED_SERVICE] = desk.ledger.database, desk.ledger.staff, desk.needs
    for each in (api, staff_api):
        each.add_to(app)
    async with TestClient(TestServer(app), headers=TOKEN) as client:
        yield client


async def test_actions_ask_for_a_reading(client: Client, desk: Desk) -> None:
    conversation = await desk.conversation("hello", "我要取消订单A1001，不想要了")
    path = f"/api/crm/conversations/{conversation}/reading"
    missing = await client.post(path, json={})
    assert (missing.status, (await missing.json())["error"]["code"]) == (503, "needs.no_model")
    await desk.model()
    reading = await (await client.post(path, json={})).json()
    assert (reading["need"], reading["language"], reading["sure"]) == ("cancel_order", "zh", True)
    assert reading["entities"] == [{"label": "order_id", "start": 6, "end": 11, "value": "A1001"}]
    assert set(reading) >= {"also", "confidence", "priority", "sentiment", "why", "options"}
    assert (await client.post("/api/crm/conversations/nowhere/reading")).status == 404
    assert (await client.post(path, headers={"Authorization": "Bearer wrong"})).status == 401


async def test_only_staff_label_and_activate(client: Client, desk: Desk) -> None:
    conversation = await desk.conversation("hello")
    model = await desk.model()
    asked = [
        client.get("/api/staff/needs"),
        client.get("/api/staff/need-models"),
        client.post(f"/api/staff/need-models/{model.id}/activate", json={}),
        client.post(f"/api/staff/conversations/{conversation}/need-label", json={"need": "praise"}),
    ]
    assert [(await each).status for each in asked] == [401] * 4


async def test_a_worse_model_is_activated_only_if_told_to(client: Client, desk: Desk) -> None:
    await desk.model(accuracy=0.9)
    worse = await desk.model(active=False, accuracy=0.7)
    async with desk.ledger.database.transaction() as session:
        await desk.ledger.staff.create_demo_staff(session)
    login = await desk.ledger.staff.log_in(desk.ledger.database, "manager@demo.example", "demo-manager", "203.0.113.7")
    headers = {"Cookie": f"{COOKIE}={login.token}", "Sec-Fetch-Site": "same-origin"}
    path = f"/api/staff/need-models/{worse.id}/activate"
    refused = await client.post(path, json={}, headers=headers)
    assert (refused.status, (await refused.json())["error"]["code"]) == (409, "needs.model_is_worse")
    told = await client.post(path, json={"even_if_worse": True}, headers=headers)
    assert (told.status, (await told.json())["active"]) == (200, True)
