import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import WSMsgType
from aiohttp.test_utils import TestClient
from sqlalchemy import text

from crm_backend.channels import websocket
from crm_backend.kit.web import DATABASE
from tests.crm_backend.channels.customer import ChatCustomer, answers, frames_until, said

OpenClient = Callable[..., Awaitable[TestClient[Any, Any]]]


def is_feed_with(text: str) -> Callable[[dict[str, Any]], bool]:
    return lambda frame: text in said(frame)


async def test_a_message_is_accepted_and_its_answer_pushed(visitor: ChatCustomer) -> None:
    socket = await visitor.socket()
    assert (await socket.receive_json())["type"] == "feed"
    await socket.send_json({"type": "message", "client_message_id": "c1", "text": "hi"})
    frames = await frames_until(socket, is_feed_with("echo hi"))
    accepted = [frame for frame in frames if frame["type"] == "accepted"]
    assert [frame["client_message_id"] for frame in accepted] == ["c1"]
    assert said(frames) == ["hi", "echo hi"]


async def test_two_sockets_of_one_customer_show_the_same(visitor: ChatCustomer) -> None:
    one, two = await visitor.socket(), await visitor.socket()
    await one.send_json({"type": "message", "client_message_id": "c1", "text": "hi"})
    seen = [said(await frames_until(socket, is_feed_with("echo hi"))) for socket in (one, two)]
    assert seen == [["hi", "echo hi"]] * 2


async def test_a_reconnect_by_cursor_gets_everything_once(visitor: ChatCustomer) -> None:
    socket = await visitor.socket()
    await socket.send_json({"type": "message", "client_message_id": "c1", "text": "one"})
    cursor = (await frames_until(socket, is_feed_with("echo one")))[-1]["cursor"]
    await socket.close()
    await visitor.send("c2", text="two")
    await visitor.until(answers(2))
    again = await visitor.socket(cursor)
    assert said(await again.receive_json()) == ["two", "echo two"]
    whole = await visitor.socket()
    assert said(await whole.receive_json()) == ["one", "echo one", "two", "echo two"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("{", "web.not_json"),
        ("[]", "chat.frame_unknown"),
        ('"hi"', "chat.frame_unknown"),
        ('{"type":"dance"}', "chat.frame_unknown"),
        ('{"text":"hi"}', "chat.frame_unknown"),
        ('{"type":"message","client_message_id":"c"}', "web.field_invalid"),
        ('{"type":"message","client_message_id":"c","text":" "}', "chat.text_empty"),
        ('{"type":"message","client_message_id":"c","button_id":"x.0"}', "conversations.button_not_offered"),
        ('{"type":"hello","token":"again"}', "chat.hello_again"),
    ],
)
async def test_a_bad_frame_gets_an_error_and_the_socket_stays(visitor: ChatCustomer, raw: str, code: str) -> None:
    socket = await visitor.socket()
    await socket.receive_json()
    await socket.send_str(raw)
    frame = await socket.receive_json(timeout=5)
    assert (frame["type"], frame["error"]["code"]) == ("error", code)
    assert frame["error"]["message"]
    await socket.send_json({"type": "ping"})
    assert await socket.receive_json(timeout=5) == {"type": "pong"}


async def test_bytes_are_refused_like_bad_json(visitor: ChatCustomer) -> None:
    socket = await visitor.socket()
    await socket.receive_json()
    await socket.send_bytes(b"\xff\x00")
    assert (await socket.receive_json(timeout=5))["error"]["code"] == "web.not_json"


async def test_ten_thousand_characters_name_the_message_and_the_limit(visitor: ChatCustomer) -> None:
    socket = await visitor.socket()
    await socket.receive_json()
    await socket.send_str(json.dumps({"type": "message", "client_message_id": "c1", "text": "汉" * 10_000}))
    frame = await socket.receive_json(timeout=5)
    assert (frame["status"], frame["client_message_id"], frame["error"]["limit"]) == (413, "c1", 4000)


async def test_a_frame_of_1_mb_closes_its_socket_only(visitor: ChatCustomer) -> None:
    other = await visitor.socket()
    await other.receive_json()
    socket = await visitor.socket()
    await socket.receive_json()
    await socket.send_str("x" * 1_000_000)
    closed = await socket.receive(timeout=5)
    assert (closed.type, closed.data) == (WSMsgType.CLOSE, 1009)
    await other.send_json({"type": "ping"})
    assert await other.receive_json(timeout=5) == {"type": "pong"}
    assert (await visitor.send("c1", text="still here"))[0] == 200


async def test_a_wrong_token_is_told_and_the_socket_closed(visitor: ChatCustomer) -> None:
    socket = await ChatCustomer(visitor.client, "nonsense").socket()
    frame = await socket.receive_json(timeout=5)
    assert (frame["status"], frame["error"]["code"]) == (401, "web.wrong_token")
    closed = await socket.receive(timeout=5)
    assert (closed.type, closed.data) == (WSMsgType.CLOSE, 4401)


async def test_nothing_goes_before_hello(visitor: ChatCustomer) -> None:
    socket = await visitor.client.ws_connect("/api/chat/ws?locale=zh")
    await socket.send_json({"type": "message", "client_message_id": "c1", "text": "hi"})
    frame = await socket.receive_json(timeout=5)
    assert frame["error"]["code"] == "chat.hello_first"
    assert "请先" in frame["error"]["message"]


async def test_rates_hold_on_the_socket(open_client: OpenClient) -> None:
    visitor = await ChatCustomer.visiting(await open_client(session_burst=1, session_messages_per_second=0.1))
    socket = await visitor.socket()
    for number in range(2):
        await socket.send_json({"type": "message", "client_message_id": f"c{number}", "text": "hi"})
    frames = await frames_until(socket, lambda frame: frame["type"] == "error")
    assert (frames[-1]["client_message_id"], frames[-1]["status"]) == ("c1", 429)
    assert frames[-1]["error"]["retry_after"] >= 1


async def test_a_restart_closes_sockets_and_answers_polls(visitor: ChatCustomer) -> None:
    await visitor.send("c1", text="hi")
    cursor = (await visitor.until(answers(1)))["cursor"]
    socket = await visitor.socket(cursor)
    await socket.receive_json()
    poll = asyncio.create_task(visitor.updates(cursor, wait=25))
    await asyncio.sleep(0.1)
    app = visitor.client.app
    assert app is not None
    await app.shutdown()
    closed = await socket.receive(timeout=5)
    assert (closed.type, closed.data) == (WSMsgType.CLOSE, 1012)
    assert said(await asyncio.wait_for(poll, 5)) == []


async def test_a_store_that_is_away_is_logged_once_for_a_socket(
    visitor: ChatCustomer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(websocket, "RETRY_READING", 0.01)
    database = visitor.client.app[DATABASE]
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE conversations RENAME TO away"))
    socket = await visitor.socket()
    await asyncio.sleep(0.3)
    assert sum("the feed of" in record.message for record in caplog.records) == 1
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO conversations"))
    await frames_until(socket, lambda frame: frame["type"] == "feed")
