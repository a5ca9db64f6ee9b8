from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from crm_backend.kit.web import DATABASE, SETTINGS, errors_as_json
from crm_backend.replies.routes import api
from crm_backend.replies.service import REPLIES
from crm_backend.settings import Settings
from tests.crm_backend.replies.conftest import REPLY, Texts, worded

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(texts: Texts, settings: Settings) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[errors_as_json])
    tokens = {"actions_token": SecretStr("actions-secret"), "bot_token": SecretStr("bot-secret")}
    app[SETTINGS] = settings.model_copy(update=tokens)
    app[DATABASE], app[REPLIES] = texts.database, texts.replies
    api.add_to(app)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_the_assistant_fetches_what_was_edited(client: Client, texts: Texts) -> None:
    await texts.publish(REPLY, worded(await texts.get(REPLY), "Hi again!"))
    answer = await client.get("/api/bot/replies", headers={"Authorization": "Bearer bot-secret"})
    told = await answer.json()
    assert (told["version"], list(told["replies"])) == (1, [REPLY])
    assert told["replies"][REPLY][0] == {"language": "en", "strategy": None, "text": "Hi again!", "buttons": []}
    assert told["facts"]["en"]["warranty_months"] == "12"


@pytest.mark.parametrize("token", ["actions-secret", "x"])
async def test_for_the_assistant_alone(client: Client, token: str) -> None:
    assert (await client.get("/api/bot/replies", headers={"Authorization": f"Bearer {token}"})).status == 401
    assert (await client.get("/api/bot/replies")).status == 401
