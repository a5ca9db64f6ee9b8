from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from crm_backend.kit import failpoints
from crm_backend.kit.openapi import document
from crm_backend.kit.web import DATABASE, SETTINGS, errors_as_json
from crm_backend.orders.routes import api
from crm_backend.orders.service import ORDERS
from crm_backend.settings import Settings
from tests.crm_backend.orders.conftest import PHONE, Shop

Client = TestClient[web.Request, web.Application]
TOKEN = {"Authorization": "Bearer actions-secret"}


@pytest.fixture
async def client(shop: Shop, settings: Settings) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[errors_as_json])
    app[SETTINGS] = settings.model_copy(
        update={"actions_token": SecretStr("actions-secret"), "bot_token": SecretStr("bot-secret")}
    )
    app[DATABASE], app[ORDERS] = shop.database, shop.orders
    api.add_to(app)
    async with TestClient(TestServer(app), headers=TOKEN) as client:
        yield client


async def test_a_visitor_proves_and_cancels(client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[str] = []
    monkeypatch.setattr(failpoints, "passing", lambda settings, name: passed.append(name))
    await shop.add_order("2026/1102-8871")
    base = f"/api/crm/conversations/{await shop.conversation()}"
    assert await (await client.get(f"{base}/customer")).json() == {"verified": False, "name": None, "language": "zh"}
    order = f"{base}/orders/2026%2F1102-8871"
    refused = await client.get(order)
    assert (refused.status, (await refused.json())["error"]["code"]) == (403, "orders.proof_needed")
    wrong = await client.post(f"{order}/proof", json={"contact": "13999999999", "message_id": "m1"})
    assert (wrong.status, (await wrong.json())["error"]["tries_left"]) == (403, 2)
    proven = await client.post(f"{order}/proof", json={"contact": PHONE, "message_id": "m2"})
    assert (proven.status, (await proven.json())["order_id"]) == (200, "2026/1102-8871")
    listed = await (await client.get(f"{base}/orders?limit=3")).json()
    assert [found["total"] for found in listed["orders"]] == ["1299.00"]
    assert PHONE not in str(listed)
    asked = {"order_id": "2026/1102-8871", "operation": "cancel_order", "message_id": "m3"}
    change = await (await client.post(f"{base}/changes", json=asked)).json()
    assert change["operation"] == "cancel_order"
    assert passed == []
    applied = await client.post(f"{base}/changes/{change['id']}/apply", json={"message_id": "m4"})
    assert (await applied.json())["order"]["state"] == "cancelled"
    assert passed == ["after-change"]
    late = await client.post(f"{base}/changes/{change['id']}/drop", json={"message_id": "m5"})
    assert (late.status, (await late.json())["error"]["code"]) == (409, "orders.change_applied")


async def test_a_lock_says_when_to_come_back(client: Client, shop: Shop) -> None:
    base = f"/api/crm/conversations/{await shop.conversation()}/orders/Z1000"
    for number in range(3):
        answer = await client.post(f"{base}/proof", json={"contact": "a@example.com", "message_id": f"m{number}"})
    assert answer.status == 429
    assert answer.headers["Retry-After"] == "3600"
    assert (await client.get(base)).status == 429


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"contact": "hello", "message_id": "m"}, "orders.contact_unreadable"),
        ({"contact": "hello"}, "web.field_invalid"),
        ({"contact": "x" * 5000, "message_id": "m"}, "web.field_invalid"),
    ],
)
async def test_what_can_not_be_read_is_a_400(client: Client, shop: Shop, body: dict[str, str], code: str) -> None:
    base = f"/api/crm/conversations/{await shop.conversation()}/orders/Z1000"
    answer = await client.post(f"{base}/proof", json=body)
    assert (answer.status, (await answer.json())["error"]["code"]) == (400, code)


@pytest.mark.parametrize("token", ["", "Bearer bot-secret", "Bearer wrong"])
async def test_only_actions_come_in(client: Client, shop: Shop, token: str) -> None:
    base = f"/api/crm/conversations/{await shop.conversation()}"
    answers = [
        await client.get(f"{base}/customer", headers={"Authorization": token}),
        await client.get(f"{base}/orders", headers={"Authorization": token}),
        await client.get(f"{base}/orders/A1", headers={"Authorization": token}),
        await client.post(
            f"{base}/orders/A1/proof", json={"contact": "1", "message_id": "m"}, headers={"Authorization": token}
        ),
    ]
    assert {answer.status for answer in answers} == {401}


async def test_an_unknown_conversation_is_a_404(client: Client) -> None:
    assert (await client.get("/api/crm/conversations/nope/orders")).status == 404


def test_every_call_is_in_the_openapi_document() -> None:
    assert len([call for path in document([api], "1")["paths"].values() for call in path]) == 7
