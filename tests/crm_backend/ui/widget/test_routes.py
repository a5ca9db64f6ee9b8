from typing import Any

import pytest
from aiohttp import web

from crm_backend.kit.web import SETTINGS
from crm_backend.settings import Settings
from crm_backend.ui.widget.routes import add_widget


@pytest.fixture
async def client(aiohttp_client: Any) -> Any:
    app = web.Application()
    app[SETTINGS] = Settings(max_message_characters=1234)
    add_widget(app)
    return await aiohttp_client(app, auto_decompress=False)


async def test_any_page_may_load_it(client: Any) -> None:
    answer = await client.get("/widget.js", headers={"Accept-Encoding": "gzip", "Origin": "https://shop.example"})
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert (await answer.read()).startswith(b"\x1f\x8b")


async def test_it_is_sent_again_only_if_it_changed(client: Any) -> None:
    first = await client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert b"const LIMIT = 1234;" in await first.read()
    again = await client.get("/widget.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")
