"""The live door of the chat: two pages of one customer, and frames that no page of ours would send."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from crm_backend.channels.websocket import WRONG_TOKEN
from crm_backend.commands.chat_client import ChatFailed, HttpChat
from tests.stack.conftest import Buyers
from tests.stack.people import People
from tests.stack.running import Stack

pytestmark = pytest.mark.stack


class Raw:
    """A socket that says whatever the test wants."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def sends(self, frame: Any) -> None:
        await self.socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))

    async def gets(self, kind: str) -> dict[str, Any]:
        """The next frame of this kind."""
        async with asyncio.timeout(20):
            while (frame := await self.socket.receive_json())["type"] != kind:
                pass
            return dict(frame)

    async def closes(self) -> int | None:
        """The code with which the server ends it."""
        async with asyncio.timeout(20):
            while not self.socket.closed:
                await self.socket.receive()
        return self.socket.close_code


@asynccontextmanager
async def connected(stack: Stack, token: str | None = None) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{stack.url}/api/chat/ws") as socket:
        raw = Raw(socket)
        if token is not None:
            await raw.sends({"type": "hello", "token": token, "after": None})
        yield raw


async def visitor(stack: Stack) -> str:
    """The token of a new visitor."""
    async with aiohttp.ClientSession() as http, http.post(f"{stack.url}/api/chat/sessions", json={}) as response:
        return str((await response.json())["token"])


async def test_two_pages_of_one_customer_show_the_same(people: People, buys: Buyers) -> None:
    known = await buys("paid")
    first = await people.customer("en", known.customer, live=True)
    second = await people.customer("en", known.customer, live=True)
    await first.say("hello")
    await second.say("where is my order?")
    there, here = await seen(first.chat), await seen(second.chat)
    assert there == here
    assert [sender for sender, _ in here][:3] == ["customer", "assistant", "customer"]


async def seen(chat: Any) -> list[tuple[str, str]]:
    """What a page shows, read anew from the beginning."""
    chat.cursor = None
    feed = await chat._poll(0)
    return [(message.sender, message.text) for message in feed.messages]


async def test_the_other_page_sees_it_live(stack: Stack) -> None:
    token = await visitor(stack)
    async with connected(stack, token) as first, connected(stack, token) as second:
        await second.gets("feed")
        await first.sends({"type": "message", "client_message_id": uuid4().hex, "text": "hello"})
        texts: list[str] = []
        async with asyncio.timeout(20):
            while len(texts) < 2:
                texts += [message["text"] for message in (await second.gets("feed"))["messages"]]
        assert texts[0] == "hello"


async def test_same_message_twice_is_one_message(stack: Stack) -> None:
    frame = {"type": "message", "client_message_id": uuid4().hex, "text": "hello"}
    async with connected(stack, await visitor(stack)) as page:
        await page.sends(frame)
        await page.sends(frame)
        accepted = [(await page.gets("accepted"))["message"]["id"] for _ in range(2)]
    assert accepted[0] == accepted[1]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{not json", "web.not_json"),
        ("[1, 2]", "chat.frame_unknown"),
        ({"type": "dance"}, "chat.frame_unknown"),
        ({"type": "message", "client_message_id": "a"}, "web.field_invalid"),
        ({"type": "message", "client_message_id": "a b", "text": "x"}, "web.field_invalid"),
        ({"type": "message", "client_message_id": "c", "button_id": "nobody.0"}, "conversations.button_not_offered"),
        ({"type": "message", "client_message_id": "d", "text": "x" * 10_000}, "chat.text_too_long"),
    ],
)
async def test_bad_frame_is_told_and_the_socket_goes_on(stack: Stack, frame: Any, code: str) -> None:
    async with connected(stack, await visitor(stack)) as page:
        await page.sends(frame)
        error = (await page.gets("error"))["error"]
        assert error["code"] == code
        assert error["message"]
        await page.sends({"type": "message", "client_message_id": uuid4().hex, "text": "hello"})
        assert (await page.gets("accepted"))["message"]["text"] == "hello"


async def test_frame_of_a_megabyte_closes_the_socket_and_nothing_else(stack: Stack) -> None:
    token = await visitor(stack)
    async with connected(stack, token) as page, connected(stack, token) as other:
        await page.sends({"type": "message", "client_message_id": "big", "text": "x" * 1_000_000})
        assert await page.closes() == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
        await other.sends({"type": "ping"})
        assert await other.gets("pong")


@pytest.mark.parametrize("token", ["", "nonsense", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiYXVkIjoiY2hhdCJ9."])
async def test_wrong_token_is_refused(stack: Stack, token: str) -> None:
    async with connected(stack, token) as page:
        assert (await page.gets("error"))["status"] == 401
        assert await page.closes() == WRONG_TOKEN
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
        for method, path in (("GET", "updates"), ("POST", "start"), ("POST", "end"), ("POST", "messages")):
            async with http.request(method, f"{stack.url}/api/chat/{path}", json={}) as response:
                assert response.status in (400, 401), path


async def test_signed_by_somebody_else_is_refused(stack: Stack, people: People, buys: Buyers) -> None:
    known = await buys("paid")
    head, body, _ = people.identity(known.customer).split(".")
    async with aiohttp.ClientSession() as http:
        for forged in (f"{head}.{body}.", f"{head}.{body}.AAAA", (await visitor(stack))):
            with pytest.raises(ChatFailed) as refused:
                await HttpChat(http, stack.url, "en").open(forged)
            assert refused.value.status == 401


async def test_conversation_of_another_customer_stays_closed(people: People, buys: Buyers) -> None:
    known = await buys("paid")
    owner = await people.customer("en", known.customer)
    asked = await owner.say(f"cancel order {known.orders[0].order_id}")
    stranger = await people.customer("en")
    with pytest.raises(ChatFailed) as refused:
        await stranger.chat.say(button_id=owner.offered[0]["id"])
    assert refused.value.code == "conversations.button_not_offered"
    stranger.chat.cursor = owner.chat.cursor
    assert (await stranger.chat.updates()).messages == []
    assert asked.state.conversation_id is not None
