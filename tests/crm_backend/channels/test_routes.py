import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from crm_backend.kit.auth import sign
from crm_backend.settings import Settings
from tests.crm_backend.channels.customer import ChatCustomer, answers, said

Client = TestClient[Any, Any]
OpenClient = Callable[..., Awaitable[Client]]
HOSTILE = ["<img src=x onerror=alert(1)>", "/greet{}", "'; DROP TABLE messages; --", "{{7*7}} ${7*7} %s {0}"]


def later() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


async def test_a_message_is_acknowledged_then_answered(visitor: ChatCustomer) -> None:
    status, received = await visitor.send("c1", text="你好")
    assert (status, received["duplicate"]) == (200, False)
    assert received["message"]["text"] == "你好"
    feed = await visitor.until(answers(1))
    assert said(feed) == ["你好", "echo 你好"]
    assert [message["seq"] for message in feed["messages"]] == [1, 2]


async def test_the_same_client_message_id_is_the_same_message(visitor: ChatCustomer) -> None:
    first, again = await asyncio.gather(visitor.send("c1", text="hi"), visitor.send("c1", text="hi"))
    assert first[1]["message"] == again[1]["message"]
    assert {first[1]["duplicate"], again[1]["duplicate"]} == {False, True}
    feed = await visitor.until(answers(1))
    assert said(feed) == ["hi", "echo hi"]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_stays_text(visitor: ChatCustomer, text: str) -> None:
    await visitor.send("c1", text=text)
    assert said(await visitor.until(answers(1))) == [text, f"echo {text}"]


async def test_only_emoji_is_a_message(visitor: ChatCustomer) -> None:
    assert (await visitor.send("c1", text="👍🏽"))[0] == 200


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"text": "x" * 10_000}, 413, "chat.text_too_long"),
        ({"text": "汉" * 4_001}, 413, "chat.text_too_long"),
        ({"text": "  "}, 400, "chat.text_empty"),
        ({"text": "a\0b"}, 400, "chat.text_unreadable"),
        ({}, 400, "web.field_invalid"),
        ({"text": "a", "button_id": "b"}, 400, "web.field_invalid"),
        ({"text": 7}, 400, "web.field_invalid"),
        ({"button_id": "made-up.0"}, 400, "conversations.button_not_offered"),
    ],
)
async def test_what_cannot_be_taken_is_told(
    visitor: ChatCustomer, sent: dict[str, Any], status: int, code: str
) -> None:
    got, body = await visitor.send("c1", **sent)
    assert (got, body["error"]["code"]) == (status, code)
    assert said(await visitor.updates()) == []


async def test_too_long_tells_the_limit_in_the_customers_language(visitor: ChatCustomer) -> None:
    sent = {"client_message_id": "c1", "text": "x" * 4321}
    _, body = await visitor.call("POST", "messages", params={"locale": "zh"}, json=sent)
    assert body["error"]["limit"] == 4000
    assert "4321" in body["error"]["message"]
    assert "没有丢失" in body["error"]["message"]


async def test_bodies_that_are_not_json(visitor: ChatCustomer) -> None:
    for data in (b"{", b"\xff\xfe", b'{"client_message_id":"c","text":"\\ud800"}'):
        status, body = await visitor.call("POST", "messages", data=data)
        assert (status, body["error"]["code"]) == (400, "web.not_json"), data
    status, body = await visitor.call("POST", "messages", data=b"x" * 1_000_000)
    assert (status, body["error"]["code"]) == (413, "web.body_too_large")


async def test_a_button_is_pressed_once_it_was_offered(client: Client, visitor: ChatCustomer) -> None:
    await visitor.send("c1", text="buttons")
    feed = await visitor.until(answers(1))
    buttons = feed["messages"][-1]["buttons"]
    assert [sorted(button) for button in buttons] == [["id", "title"]] * 2  # no payload
    assert (await visitor.send("c2", button_id=buttons[0]["id"]))[0] == 200
    feed = await visitor.until(answers(2))
    assert (feed["messages"][2]["text"], feed["messages"][2]["button_id"]) == ("Yes", buttons[0]["id"])

    stranger = await ChatCustomer.visiting(client)
    status, body = await stranger.send("c1", button_id=buttons[0]["id"])
    assert (status, body["error"]["code"]) == (400, "conversations.button_not_offered")


async def test_nobody_sees_anothers_conversation(client: Client, visitor: ChatCustomer) -> None:
    await visitor.send("c1", text="my secret")
    mine = await visitor.until(answers(1))
    stranger = await ChatCustomer.visiting(client)
    assert said(await stranger.updates()) == []
    assert said(await stranger.updates(mine["cursor"])) == []


async def test_tokens_that_are_not_ours(client: Client, settings: Settings, visitor: ChatCustomer) -> None:
    identity = sign(settings.identity_secret, "identity", "42", later())
    expired = sign(settings.secret_key, "chat", "x", datetime.now(UTC) - timedelta(seconds=5))
    erased = sign(settings.secret_key, "chat", "nobody", later())
    for token, code in {
        "nonsense": "web.wrong_token",
        visitor.token[:-3] + "abc": "web.wrong_token",
        identity: "web.wrong_token",
        expired: "web.token_expired",
        erased: "chat.session_over",
    }.items():
        status, body = await ChatCustomer(client, token).send("c1", text="hi")
        assert (status, body["error"]["code"]) == (401, code)
    answer = await client.get("/api/chat/updates")
    assert (answer.status, (await answer.json())["error"]["code"]) == (401, "web.no_token")


async def test_a_visitor_comes_back_by_the_former_token(client: Client, visitor: ChatCustomer) -> None:
    await visitor.send("c1", text="hi")
    again = await ChatCustomer.visiting(client, token=visitor.token)
    assert "hi" in said(await again.updates())
    assert said(await (await ChatCustomer.visiting(client, token="nonsense")).updates()) == []


async def test_only_the_shop_lets_a_signed_customer_in_again(client: Client, settings: Settings) -> None:
    identity = sign(settings.identity_secret, "identity", "42", later())
    signed = await ChatCustomer.visiting(client, identity=identity)
    await signed.send("c1", text="my secret")
    answer = await client.post("/api/chat/sessions", json={"token": signed.token})
    body = await answer.json()
    assert body["customer"] == {"name": None, "verified": False}
    assert said(await ChatCustomer(client, body["token"]).updates()) == []


async def test_a_signed_customer_is_the_same_on_every_device(client: Client, settings: Settings) -> None:
    identity = sign(settings.identity_secret, "identity", "42", later(), name="Ada")
    answer = await client.post("/api/chat/sessions", json={"identity": identity, "locale": "zh"})
    body = await answer.json()
    assert (body["customer"], body["locale"]) == ({"name": "Ada", "verified": True}, "zh")
    await ChatCustomer(client, body["token"]).send("c1", text="from the phone")
    laptop = await ChatCustomer.visiting(client, identity=identity)
    assert "from the phone" in said(await laptop.updates())


async def test_an_identity_that_the_shop_did_not_sign(client: Client, settings: Settings) -> None:
    forged = sign(settings.secret_key, "identity", "42", later())
    chat_token = sign(settings.identity_secret, "chat", "42", later())
    old = sign(settings.identity_secret, "identity", "42", datetime.now(UTC) - timedelta(seconds=5))
    for identity in (forged, chat_token, old, "nonsense"):
        answer = await client.post("/api/chat/sessions", json={"identity": identity})
        assert answer.status == 401


async def test_too_fast_is_told_with_the_time_to_wait(open_client: OpenClient) -> None:
    client = await open_client(session_burst=2, session_messages_per_second=0.2)
    visitor = await ChatCustomer.visiting(client)
    assert [(await visitor.send(f"c{n}", text="hi"))[0] for n in range(2)] == [200, 200]
    body = {"client_message_id": "c3", "text": "hi"}
    answer = await client.post("/api/chat/messages", json=body, headers={"Authorization": f"Bearer {visitor.token}"})
    error = (await answer.json())["error"]
    assert (answer.status, error["code"]) == (429, "chat.too_fast")
    assert int(answer.headers["Retry-After"]) == error["retry_after"] in range(1, 6)


async def test_rates_count_the_address_behind_a_trusted_proxy(open_client: OpenClient) -> None:
    client = await open_client(address_burst=1, address_messages_per_second=0.01, trusted_proxies=["127.0.0.1"])
    visitor = await ChatCustomer.visiting(client)
    statuses = []
    for number, hop in enumerate(["192.0.2.1", "192.0.2.1", "192.0.2.2"]):
        message = {"client_message_id": f"c{number}", "text": "hi"}
        headers = {"X-Forwarded-For": f"203.0.113.9, {hop}"}
        statuses.append((await visitor.call("POST", "messages", json=message, headers=headers))[0])
    assert statuses == [200, 429, 200]


async def test_a_long_poll_answers_when_something_happens(visitor: ChatCustomer) -> None:
    await visitor.send("c1", text="one")
    feed = await visitor.until(answers(1))
    assert said(await visitor.updates(feed["cursor"], wait=0.05)) == []
    waiting = asyncio.create_task(visitor.updates(feed["cursor"], wait=20))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await visitor.send("c2", text="two")
    assert "two" in said(await asyncio.wait_for(waiting, 5))


@pytest.mark.parametrize("query", [{"wait": "26"}, {"wait": "soon"}, {"after": "x" * 3000}])
async def test_bad_queries(visitor: ChatCustomer, query: dict[str, str]) -> None:
    status, body = await visitor.call("GET", "updates", params=query)
    assert (status, body["error"]["code"]) == (400, "web.field_invalid")


async def test_start_greets_once_and_end_leaves(visitor: ChatCustomer) -> None:
    for _ in range(2):
        assert (await visitor.call("POST", "start"))[0] == 200
    feed = await visitor.until(answers(1))
    assert said(feed) == ["Choose:"]
    await visitor.send("c1", text="hi")
    await visitor.until(answers(2))
    await visitor.call("POST", "end")
    feed = await visitor.until(lambda feed: feed["state"]["holder"] == "nobody" and bool(feed["state"]["survey"]))
    assert feed["state"]["survey"]["state"] == "asked"


async def test_pages_of_other_origins(open_client: OpenClient) -> None:
    anywhere = await open_client()
    answer = await anywhere.post("/api/chat/sessions", json={}, headers={"Origin": "https://shop.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    refused = await anywhere.get("/api/chat/updates", headers={"Origin": "https://shop.example"})
    assert refused.status == 401
    assert refused.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    preflight = await anywhere.options("/api/chat/messages", headers={"Origin": "https://shop.example"})
    assert (preflight.status, preflight.headers["Access-Control-Allow-Headers"]) == (204, "Authorization, Content-Type")


async def test_only_listed_origins_if_there_is_a_list(open_client: OpenClient) -> None:
    listed = await open_client(chat_origins=["https://shop.example"])
    answer = await listed.post("/api/chat/sessions", json={}, headers={"Origin": "https://evil.example"})
    assert (answer.status, "Access-Control-Allow-Origin" in answer.headers) == (403, False)
    assert (await listed.get("/api/chat/ws", headers={"Origin": "https://evil.example"})).status == 403
