from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from pydantic import SecretStr

from actions.crm_client import CrmClient
from actions.crm_errors import (
    BadOrderId,
    ChangeNotFound,
    ContactUnreadable,
    CrmError,
    CrmUnavailable,
    DetailsInvalid,
    NoneLeft,
    NotPossible,
    OrderLocked,
    OrderNotFound,
    ProofNeeded,
    ProofWrong,
    ProposalNotFound,
)
from actions.settings import ActionSettings
from tests.actions.fake_crm import FakeCrm, http_app, make_order, make_reading


def client_for(url: str, timeout: float = 1.2) -> CrmClient:
    return CrmClient(ActionSettings(crm_url=url, actions_token=SecretStr("t"), crm_timeout=timeout))


@pytest.fixture
def fake() -> FakeCrm:
    return FakeCrm([make_order("A1001"), make_order("A 2/3", "shipped")], verified=False)


@pytest.fixture
async def server(fake: FakeCrm) -> AsyncIterator[TestServer]:
    async with TestServer(http_app(fake)) as started:
        yield started


@pytest.fixture
async def crm(server: TestServer) -> AsyncIterator[CrmClient]:
    client = client_for(str(server.make_url("")))
    yield client
    await client.close()


async def test_a_visitor_proves_looks_and_cancels(crm: CrmClient, fake: FakeCrm) -> None:
    with pytest.raises(ProofNeeded):
        await crm.order("c1", "A1001")
    assert (await crm.prove("c1", "A1001", "13800138000", "m1"))["state"] == "paid"
    assert [order["order_id"] for order in await crm.recent_orders("c1")] == ["A1001"]
    change = await crm.propose_change("c1", "A1001", "cancel_order", {}, "m2")
    assert (await crm.apply("c1", change["id"], "m3"))["order"]["state"] == "cancelled"
    assert (await crm.apply("c1", change["id"], "m3"))["state"] == "applied"
    assert (await crm.drop("c1", change["id"], "m4"))["state"] == "applied"


async def test_odd_ids_stay_one_part_of_the_address(crm: CrmClient, fake: FakeCrm) -> None:
    await crm.prove("c1", "A 2/3", "13800138000", "m1")
    assert (await crm.order("c1", "A 2/3"))["order_id"] == "A 2/3"
    with pytest.raises(NotPossible) as refused:
        await crm.propose_change("c1", "A 2/3", "cancel_order", {}, "m2")
    assert (refused.value.state, refused.value.reason) == ("shipped", "state")


async def test_a_change_carries_its_details(crm: CrmClient, fake: FakeCrm) -> None:
    await crm.prove("c1", "A1001", "13800138000", "m1")
    address = {"address": "12 Maple Street, Portland"}
    change = await crm.propose_change("c1", "A1001", "change_address", address, "m2")
    assert (change["shown"]["address"], fake.details) == (address["address"], address)
    fake.invalid = {"change_address": "address"}
    with pytest.raises(DetailsInvalid) as wrong:
        await crm.propose_change("c1", "A1001", "change_address", address, "m3")
    assert wrong.value.problem == "address"


async def test_wrong_proofs_count_down_to_a_lock(crm: CrmClient) -> None:
    with pytest.raises(ContactUnreadable):
        await crm.prove("c1", "A1001", "hello", "m0")
    left = []
    for number in range(3):
        with pytest.raises(ProofWrong) as wrong:
            await crm.prove("c1", "A1001", "13900139000", f"m{number}")
        left.append(wrong.value.tries_left)
    assert left == [2, 1, 0]
    with pytest.raises(OrderLocked):
        await crm.order("c1", "A1001")
    with pytest.raises(ChangeNotFound):
        await crm.drop("c1", "nothing", "m9")


async def test_a_reading_a_proposal_and_what_came_of_it(crm: CrmClient, fake: FakeCrm) -> None:
    fake.read, fake.solutions = make_reading("invoice", also=["praise"]), ["How do I get an invoice?"]
    assert (await crm.reading("c1"))["also"] == ["praise"]
    shown = await crm.propose("c1", "invoice", "the bill please", "m1", ["p-1"], 0.5)
    assert (shown["title"], shown["left"]) == ("How do I get an invoice?", 0)
    assert (await crm.outcome("c1", shown["id"], False, "m2"))["failures"] == 1
    with pytest.raises(NoneLeft):
        await crm.propose("c1", "invoice", "the bill please", "m2", [], 0.0)
    with pytest.raises(ProposalNotFound):
        await crm.outcome("c1", "another", True, "m3")


async def answering(status: int, text: str) -> TestServer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=text)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    server = TestServer(app)
    await server.start_server()
    return server


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (404, '{"error":{"code":"orders.not_found","message":"…"}}', OrderNotFound),
        (400, '{"error":{"code":"orders.bad_id","message":"…"}}', BadOrderId),
        (401, '{"error":{"code":"web.wrong_token","message":"…"}}', CrmUnavailable),
        (404, '{"error":{"code":"conversations.not_found","message":"…"}}', CrmUnavailable),
        (500, '{"error":{"code":"orders.not_found"}}', CrmUnavailable),
        (502, "<html>Bad gateway</html>", CrmUnavailable),
        (200, "not json", CrmUnavailable),
        (403, "[]", CrmUnavailable),
    ],
)
async def test_every_answer_has_a_name(status: int, text: str, expected: type[CrmError]) -> None:
    server = await answering(status, text)
    client = client_for(str(server.make_url("")))
    try:
        with pytest.raises(CrmError) as raised:
            await client.order("c1", "A1001")
        assert type(raised.value) is expected
    finally:
        await client.close()
        await server.close()


async def test_nobody_there_is_unavailable() -> None:
    client = client_for(f"http://127.0.0.1:{unused_port()}")
    with pytest.raises(CrmUnavailable):
        await client.recent_orders("c1")
    await client.close()


async def test_too_slow_is_unavailable() -> None:
    import asyncio

    async def sleep(_: web.Request) -> web.Response:
        await asyncio.sleep(1)
        return web.json_response({"orders": []})

    app = web.Application()
    app.router.add_get("/{any:.*}", sleep)
    async with TestServer(app) as server:
        client = client_for(str(server.make_url("")), timeout=0.1)
        with pytest.raises(CrmUnavailable):
            await client.recent_orders("c1")
        await client.close()
