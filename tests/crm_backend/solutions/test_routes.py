from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from crm_backend.kit.openapi import document
from crm_backend.kit.web import DATABASE, SETTINGS, errors_as_json
from crm_backend.settings import Settings
from crm_backend.solutions.routes import api, staff_api
from crm_backend.solutions.service import SOLUTIONS
from crm_backend.staff.http import COOKIE
from crm_backend.staff.service import STAFF, StaffService
from tests.crm_backend.solutions.conftest import SolutionBase

Client = TestClient[web.Request, web.Application]
TOKEN = {"Authorization": "Bearer actions-secret"}


@pytest.fixture
async def client(base: SolutionBase, settings: Settings) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[errors_as_json])
    app[SETTINGS] = settings.model_copy(
        update={"actions_token": SecretStr("actions-secret"), "bot_token": SecretStr("bot-secret")}
    )
    app[DATABASE], app[SOLUTIONS] = base.database, base.solutions
    app[STAFF] = StaffService(settings, base.clock, base.shop.events)
    api.add_to(app)
    staff_api.add_to(app)
    async with TestClient(TestServer(app), headers=TOKEN) as client:
        yield client


async def test_proposed_refused_proposed_again_and_no_more(client: Client, base: SolutionBase) -> None:
    proposals = f"/api/crm/conversations/{await base.conversation()}/proposals"
    asked = {"need": "return_refund", "text": "return the kettle, when is my refund there", "message_id": "m1"}
    shown = await (await client.post(proposals, json=asked)).json()
    assert set(shown) == {"id", "solution_id", "rank", "title", "body", "need", "left"}
    assert (shown["rank"], shown["left"], shown["need"]) == (1, 1, "return_refund")
    judged = await client.post(f"{proposals}/{shown['id']}/outcome", json={"helped": False, "message_id": "m2"})
    assert await judged.json() == {"id": shown["id"], "helped": False, "failures": 1}
    again = await (await client.post(proposals, json=asked | {"message_id": "m2"})).json()
    assert again["solution_id"] != shown["solution_id"]
    none = await client.post(proposals, json=asked | {"message_id": "m3"})
    assert (none.status, (await none.json())["error"]["code"]) == (404, "solutions.none_left")


async def test_without_a_need(client: Client, base: SolutionBase) -> None:
    proposals = f"/api/crm/conversations/{await base.conversation('zh')}/proposals"
    shown = await client.post(proposals, json={"need": None, "text": "怎么开发票", "message_id": "m1"})
    assert (await shown.json())["need"] == "invoice"


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer bot-secret"}, {"Authorization": "Bearer x"}])
async def test_for_actions_alone(client: Client, base: SolutionBase, headers: dict[str, str]) -> None:
    proposals = f"/api/crm/conversations/{await base.conversation()}/proposals"
    refused = await client.post(proposals, json={"text": "x", "message_id": "m"}, headers=headers)
    assert refused.status == 401
    refused = await client.post(f"{proposals}/p/outcome", json={"helped": True, "message_id": "m"}, headers=headers)
    assert refused.status == 401


async def test_staff_search(client: Client, base: SolutionBase, settings: Settings) -> None:
    assert (await client.get("/api/staff/solutions")).status == 401
    staff = client.app[STAFF]  # type: ignore[index]
    async with base.database.transaction() as session:
        await staff.create_demo_staff(session)
    login = await staff.log_in(base.database, "agent@demo.example", "demo-agent", "203.0.113.7")
    found = await client.get("/api/staff/solutions?q=退款", headers={"Cookie": f"{COOKIE}={login.token}"})
    assert [one["id"] for one in (await found.json())["solutions"]] == ["refund-arrival"]


def test_it_is_documented() -> None:
    paths = document([api, staff_api], "1")["paths"]
    base = "/api/crm/conversations/{conversation_id}/proposals"
    assert set(paths) == {base, f"{base}/{{proposal_id}}/outcome", "/api/staff/solutions"}
