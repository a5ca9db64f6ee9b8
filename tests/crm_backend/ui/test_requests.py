"""What customers asked for on orders: listed, narrowed, and ended by any of the staff."""

import re

import pytest
from aiohttp import web

from crm_backend.conversations.service import CONVERSATIONS
from crm_backend.kit.web import CLOCK, DATABASE
from crm_backend.orders.schemas import Operation, OrderFields, OrderRecord, OrderRequestView
from crm_backend.orders.service import ORDERS
from crm_backend.staff.service import STAFF
from crm_backend.ui.console import requests as requests_page
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.ui.conftest import SAME_ORIGIN, Client, NewClient
from tests.crm_backend.ui.stories import HOSTILE, write

PATH = "/console/requests"


async def _ask(app: web.Application, order_id: str, operation: Operation, **details: str) -> OrderRequestView:
    """A customer, Mei unless she has another name, asks for something on an order of hers and confirms it."""
    conversation_id = await write(app, "please", name=details.pop("name", "Mei"))
    async with app[DATABASE].transaction() as session:
        customer_id = (await app[CONVERSATIONS].customer_of(session, conversation_id)).customer_id
        fields = OrderFields(customer_id=customer_id, total_minor=29900, currency="CNY")
        fields |= (
            {"state": "paid"} if operation == "cancel_order" else {"state": "delivered", "delivered_at": app[CLOCK]()}
        )
        await app[ORDERS].store_orders(session, [OrderRecord(order_id, fields)])
        change = await app[ORDERS].propose(session, conversation_id, order_id, operation, f"p-{order_id}", details)
        await app[ORDERS].apply(session, conversation_id, change.id, f"a-{order_id}")
        return next(r for r in await app[ORDERS].open_requests(session) if r.order_id == order_id)


async def _page(client: Client, path: str = PATH) -> str:
    answer = await client.get(path)
    assert answer.status == 200, path
    return await answer.text()


async def _agent_name(app: web.Application) -> str:
    async with app[DATABASE].reading() as session:
        return next(person.name for person in await app[STAFF].list_staff(session) if person.role == "agent")


def _listed(page: str) -> list[str]:
    return re.findall(r'<span class="mono">(\w+)</span></div>\n', page)


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("en", ("Return", "Reason: ", "waiting 2 h", "Refund to pay out", "Amount: ", "299.00 CNY")),
        ("zh", ("退货", "原因：", "已等待 2 小时", "待退款", "金额：", "299.00 CNY")),
    ],
)
async def test_agents_see_who_asked_for_what_since_when(
    console: web.Application, new_client: NewClient, clock: SetClock, locale: str, told: tuple[str, ...]
) -> None:
    asked = await _ask(console, "A1", "request_return", reason="too loud")
    clock.advance(7200)
    await _ask(console, "A2", "cancel_order")
    page = re.sub(r"</?span[^>]*>", "", raw := await _page(await new_client("agent", locale)))
    for words in (*told, "too loud", "Mei", f'href="/console/conversations/{asked.conversation_id}"'):
        assert words in page
    assert _listed(raw) == ["A1", "A2"]  # who waits longest first


async def test_they_are_narrowed_by_kind_and_state(console: web.Application, new_client: NewClient) -> None:
    client = await new_client("agent")
    await _ask(console, "A1", "request_exchange", wish="blue")
    ended = await _ask(console, "A2", "request_repair", fault="no sound")
    await client.post(f"{PATH}/{ended.id}/done", headers=SAME_ORIGIN)
    assert _listed(await _page(client)) == ["A1"]
    assert _listed(await _page(client, f"{PATH}?kind=exchange")) == ["A1"]
    assert _listed(await _page(client, f"{PATH}?kind=repair")) == []
    assert _listed(await _page(client, f"{PATH}?kind=repair&state=done")) == ["A2"]
    assert _listed(await _page(client, f"{PATH}?kind=nonsense&state=nonsense&page=x")) == ["A1"]


async def test_ending_one_keeps_the_place_in_the_list_and_says_who_did_it(
    console: web.Application, new_client: NewClient
) -> None:
    client = await new_client("agent")
    asked = await _ask(console, "A1", "request_return")
    way = f"{PATH}/{asked.id}/rejected?state=open&kind=return"
    assert way.replace("&", "&amp;") in await _page(client, f"{PATH}?kind=return")
    answer = await client.post(way, headers=SAME_ORIGIN, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, f"{PATH}?state=open&kind=return")
    page = await _page(client, f"{PATH}?state=rejected")
    assert _listed(page) == ["A1"]
    assert f"Rejected by {await _agent_name(console)}" in page
    assert f"{asked.id}/done" not in page


async def test_who_comes_second_is_told(console: web.Application, new_client: NewClient) -> None:
    first, second = await new_client("agent"), await new_client("manager", "zh")
    asked = await _ask(console, "A1", "request_return")
    await first.post(f"{PATH}/{asked.id}/done", headers=SAME_ORIGIN)
    for way in (
        f"{PATH}/{asked.id}/rejected",
        f"/console/conversations/{asked.conversation_id}/requests/{asked.id}/rejected",
    ):
        answer = await second.post(way, headers=SAME_ORIGIN)
        assert answer.status == 409
        assert "已由同事处理完毕" in await answer.text()
    assert (await second.post(f"{PATH}/nothing/done", headers=SAME_ORIGIN)).status == 404


async def test_one_is_ended_beside_the_conversation_too(console: web.Application, new_client: NewClient) -> None:
    client = await new_client("agent")
    asked = await _ask(console, "A1", "request_return")
    conversation = f"/console/conversations/{asked.conversation_id}"
    way = f"{conversation}/requests/{asked.id}/done"
    assert way in await _page(client, conversation)
    answer = await client.post(way, headers=SAME_ORIGIN, allow_redirects=False)
    assert answer.headers["Location"] == conversation
    assert way not in await _page(client, conversation)
    assert _listed(await _page(client, f"{PATH}?state=done")) == ["A1"]


async def test_what_customers_wrote_is_text(console: web.Application, new_client: NewClient) -> None:
    await _ask(console, "A1", "request_return", reason=HOSTILE, name=HOSTILE)
    page = await _page(await new_client("agent"))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") == 2
    assert "{{7*7}}" in page


async def test_nobody_else_gets_in(console: web.Application, new_client: NewClient) -> None:
    asked = await _ask(console, "A1", "request_return")
    stranger, agent = await new_client(), await new_client("agent")
    assert (await stranger.get(PATH, allow_redirects=False)).headers["Location"].startswith("/console/login")
    await stranger.post(f"{PATH}/{asked.id}/done", headers=SAME_ORIGIN)
    elsewhere = await agent.post(f"{PATH}/{asked.id}/done", headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status == 403
    assert (await agent.post(f"{PATH}/{asked.id}/open", headers=SAME_ORIGIN)).status == 404
    assert _listed(await _page(agent)) == ["A1"]


async def test_later_ones_are_on_later_pages(
    console: web.Application, new_client: NewClient, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests_page, "PAGE", 2)
    for number in range(3):
        await _ask(console, f"A{number}", "request_return")
        clock.advance(60)
    client = await new_client("agent")
    page = await _page(client)
    older = re.search(r'href="([^"]*page=2)"', page)
    assert older
    assert 'class="count hot">3<' in page
    assert _listed(page) == ["A0", "A1"]
    second = await _page(client, older.group(1).replace("&amp;", "&"))
    assert (_listed(second), "page=3" in second) == (["A2"], False)
