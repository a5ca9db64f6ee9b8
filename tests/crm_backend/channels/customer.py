"""A customer for tests: talks to the chat API as a page would."""

from collections.abc import Callable
from typing import Any

from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient

Json = dict[str, Any]


class ChatCustomer:
    """One chat session over HTTP."""

    def __init__(self, client: TestClient[Any, Any], token: str) -> None:
        self.client = client
        self.token = token

    @classmethod
    async def visiting(cls, client: TestClient[Any, Any], **wishes: str) -> "ChatCustomer":
        answer = await client.post("/api/chat/sessions", json=wishes)
        assert answer.status == 200, await answer.text()
        return cls(client, (await answer.json())["token"])

    async def call(self, method: str, path: str, **options: Any) -> tuple[int, Json]:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        answer = await self.client.request(method, f"/api/chat/{path}", headers=headers, **options)
        return answer.status, await answer.json()

    async def send(self, client_message_id: str, **said: str) -> tuple[int, Json]:
        return await self.call("POST", "messages", json={"client_message_id": client_message_id, **said})

    async def updates(self, after: str | None = None, wait: float = 0) -> Json:
        query = {"wait": str(wait), **({"after": after} if after else {})}
        status, feed = await self.call("GET", "updates", params=query)
        assert status == 200, feed
        return feed

    async def until(self, settled: Callable[[Json], bool]) -> Json:
        """The whole feed, once it is as `settled` wants it."""
        feed = await self.updates()
        while not settled(feed):
            feed["messages"] += (newer := await self.updates(feed["cursor"], wait=5))["messages"]
            feed |= {"cursor": newer["cursor"], "state": newer["state"]}
        return feed

    async def socket(self, after: str | None = None) -> ClientWebSocketResponse:
        socket = await self.client.ws_connect("/api/chat/ws")
        await socket.send_json({"type": "hello", "token": self.token, "after": after})
        return socket


async def frames_until(socket: ClientWebSocketResponse, wanted: Callable[[Json], bool]) -> list[Json]:
    """All frames up to and with the wanted one."""
    frames: list[Json] = []
    while not frames or not wanted(frames[-1]):
        frames.append(await socket.receive_json(timeout=10))
    return frames


def said(feed_or_frames: Json | list[Json]) -> list[str]:
    """The texts of a feed, or of all feed frames among these."""
    feeds = [feed_or_frames] if isinstance(feed_or_frames, dict) else feed_or_frames
    return [message["text"] for feed in feeds for message in feed.get("messages", [])]


def answers(count: int) -> Callable[[Json], bool]:
    """Settled: the assistant spoke that often."""
    return lambda feed: sum(message["sender"] == "assistant" for message in feed["messages"]) >= count
