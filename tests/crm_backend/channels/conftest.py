"""The whole crm_backend over a fresh SQLite store, with a fake assistant, and a customer to talk to it."""

import importlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from crm_backend.app import create_app
from crm_backend.conversations.assistant_client import FakeAssistant
from crm_backend.kit.auth import with_secrets
from crm_backend.kit.db import Base, Database
from crm_backend.settings import Settings
from tests.crm_backend.channels.customer import ChatCustomer
from tests.crm_backend.conftest import DOMAINS

Visitors = Callable[..., Awaitable[ChatCustomer]]
BUTTONS = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Echo a text; offer two buttons when greeting or asked to; close and survey when the customer left."""
    kind, said = request["input"]["kind"], request["input"].get("text", "")
    if kind == "event" and request["input"]["name"] == "left":
        effects = [{"kind": "ask_csat"}, {"kind": "resolve"}]
        return {"replies": [{"text": "How was it?", "buttons": BUTTONS}], "effects": effects}
    if kind == "event" or said == "buttons":
        return {"replies": [{"text": "Choose:", "buttons": BUTTONS}]}
    return {"replies": [{"text": f"echo {said or request['input'].get('title', '')}"}]}


@pytest.fixture
def settings(tmp_path: Any) -> Settings:
    return with_secrets(Settings(data=tmp_path, remind_after=3600, sweep_every=3600))


@pytest.fixture
async def open_client(settings: Settings, aiohttp_client: Any) -> Callable[..., Awaitable[TestClient[Any, Any]]]:
    """A client of an app of its own; keyword arguments change the settings."""

    async def opened(**changes: Any) -> TestClient[Any, Any]:
        changed = settings.model_copy(update=changes)
        await _make_tables(changed)
        client: TestClient[Any, Any] = await aiohttp_client(create_app(changed, FakeAssistant(answer)))
        return client

    return opened


async def _make_tables(settings: Settings) -> None:
    for domain in DOMAINS:
        importlib.import_module(f"crm_backend.{domain}.models")
    database = Database(settings.store_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await database.close()


@pytest.fixture
async def client(open_client: Callable[..., Awaitable[TestClient[Any, Any]]]) -> TestClient[Any, Any]:
    return await open_client()


@pytest.fixture
async def visitor(client: TestClient[Any, Any]) -> ChatCustomer:
    return await ChatCustomer.visiting(client)
