from pathlib import Path
from typing import Any

import pytest

from crm_backend.app import create_app
from crm_backend.conversations.assistant_client import FakeAssistant
from crm_backend.demo.service import DEMO
from crm_backend.kit.auth import verify, with_secrets
from crm_backend.kit.db import Base
from crm_backend.kit.web import DATABASE, SETTINGS
from crm_backend.settings import Settings
from crm_backend.ui.shop.routes import PRODUCTS


@pytest.fixture
async def client(tmp_path: Path, aiohttp_client: Any) -> Any:
    app = create_app(with_secrets(Settings(data=tmp_path)), FakeAssistant())
    async with app[DATABASE].engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with app[DATABASE].transaction() as session:
        await app[DEMO].fill(session)
    return await aiohttp_client(app)


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["On our shelves", "A1007", "Emma"]), ("zh", ["热卖商品", "A1002", "李伟"])]
)
async def test_the_page_in_both_languages_under_a_strict_policy(client: Any, language: str, words: list[str]) -> None:
    answer = await client.get("/", params={"locale": language})
    page = await answer.text()
    assert answer.status == 200
    assert [word for word in words if word not in page] == []
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert " style=" not in page
    assert "<script>" not in page
    assert page.count('class="product"') == len(PRODUCTS)


async def test_a_demo_customer_is_signed_for(client: Any) -> None:
    answer = await client.post("/demo/identity", json={"customer": "demo-emma"})
    claims = verify(client.app[SETTINGS].identity_secret, "identity", (await answer.json())["identity"])
    assert claims["sub"] == "demo-emma"
    assert (await client.post("/demo/identity", json={"customer": "stranger"})).status == 404


async def test_there_is_no_shop_without_the_demo(tmp_path: Path, aiohttp_client: Any) -> None:
    client = await aiohttp_client(create_app(with_secrets(Settings(data=tmp_path, demo=False)), FakeAssistant()))
    answer = await client.get("/", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/console")
    assert (await client.post("/demo/identity", json={"customer": "demo-emma"})).status == 404
