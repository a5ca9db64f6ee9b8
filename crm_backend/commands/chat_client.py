"""A customer at the public chat API, over HTTP or WebSocket. Chat, replay and benchmarks talk through it."""

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Any
from uuid import uuid4

import aiohttp
from pydantic import BaseModel

from crm_backend.channels.schemas import SessionAnswer
from crm_backend.commands.words import say
from crm_backend.conversations.schemas import Feed, MessageView, Received, StateView

POLL = 20.0  # seconds that one request waits for news
LATEST_RETRY = 30.0


class ChatFailed(Exception):
    """The chat API refused, or can't be reached. `str()` is its sentence, in the customer's language."""

    def __init__(self, message: str, status: int = 0, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.retry_after = retry_after


class Settled(BaseModel):
    """A turn that has ended. `late` came before the customer's message: it belongs to what was before."""

    late: list[MessageView] = []
    replies: list[MessageView] = []
    state: StateView = StateView()


class ChatClient(ABC):
    """One customer. `url` is the instance's; messages that the customer sent are never among replies."""

    def __init__(self, http: aiohttp.ClientSession, url: str, locale: str | None = None) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._locale = locale
        self._headers = {"Accept-Language": locale or "en"}
        self.cursor: str | None = None
        self.state = StateView()

    async def open(self, identity: str | None = None) -> SessionAnswer:
        """Begin a session: as the customer that `identity` (a signed JWT) names, else as a new visitor."""
        body = {"locale": self._locale, "identity": identity, "token": None}
        answer = SessionAnswer.model_validate(await self._ask("POST", "/sessions", body))
        self._headers["Authorization"] = f"Bearer {answer.token}"
        self._note(Feed.model_validate(await self._ask("GET", "/updates")))
        await self._connect(answer.token)
        return answer

    async def start(self, patience: float = 60.0) -> Settled:
        """Have the assistant greet, if no conversation is open, and wait until it has."""
        return await self._event("/start", patience)

    async def end(self, patience: float = 60.0) -> Settled:
        """Leave the conversation, and wait for what is said at its close."""
        return await self._event("/end", patience)

    async def say(self, text: str | None = None, button_id: str | None = None, patience: float = 60.0) -> Settled:
        """Send, and wait until the turn has ended. TimeoutError after `patience` seconds."""
        async with asyncio.timeout(patience):
            message = await self.send(text, button_id)
            return await self._settle(message.id)

    async def send(
        self, text: str | None = None, button_id: str | None = None, client_message_id: str | None = None
    ) -> MessageView:
        """Send, and return once it is acknowledged. A busy server (429) is waited for; a repeat is the same message."""
        body = {"client_message_id": client_message_id or uuid4().hex, "text": text, "button_id": button_id}
        return await self._send({name: value for name, value in body.items() if value is not None})

    async def updates(self, wait: float = 0.0) -> Feed:
        """What is new since the last time, as soon as there is something, at most `wait` seconds later."""
        return self._note(await self._next_feed(wait))

    @abstractmethod
    async def close(self) -> None:
        """Let go of the connection."""

    @abstractmethod
    async def _connect(self, token: str) -> None: ...
    @abstractmethod
    async def _send(self, body: dict[str, str]) -> MessageView: ...
    @abstractmethod
    async def _next_feed(self, wait: float) -> Feed: ...

    async def _event(self, path: str, patience: float) -> Settled:
        settled = Settled()
        async with asyncio.timeout(patience):
            after = f"?after={self.cursor}" if self.cursor else ""
            feed = self._note(Feed.model_validate(await self._ask("POST", path + after)))
            settled.replies += _said(feed)
            while self.state.working:
                settled.replies += _said(self._note(await self._poll(POLL)))
        settled.state = self.state
        return settled

    async def _settle(self, message_id: str) -> Settled:
        settled, seen = Settled(), False
        while not seen or self.state.working:
            feed = await self.updates(POLL)
            for message in feed.messages:
                seen = seen or message.id == message_id
                if message.sender != "customer":
                    (settled.replies if seen else settled.late).append(message)
        settled.state = self.state
        return settled

    def _note(self, feed: Feed) -> Feed:
        self.cursor, self.state = feed.cursor, feed.state
        return feed

    async def _poll(self, wait: float) -> Feed:
        after = f"&after={self.cursor}" if self.cursor else ""
        return Feed.model_validate(await self._ask("GET", f"/updates?wait={wait:g}{after}"))

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call; 429 is waited out, since the server says for how long."""
        while True:
            try:
                return await self._ask_once(method, path, body)
            except ChatFailed as failed:
                if failed.status != 429:
                    raise
                await asyncio.sleep(min(failed.retry_after or 1.0, LATEST_RETRY))

    async def _ask_once(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        url = f"{self._url}/api/chat{path}"
        try:
            async with self._http.request(method, url, json=body, headers=self._headers) as response:
                answer = await response.json(content_type=None)
                if response.status < 400:
                    return answer
                raise refusal(response.status, answer)
        except aiohttp.ClientConnectorError:
            raise ChatFailed(say("unreachable", url=self._url)) from None
        except (aiohttp.ClientError, ValueError) as problem:
            raise ChatFailed(f"{url}: {problem}") from problem


class HttpChat(ChatClient):
    """Plain HTTP with long polls."""

    async def close(self) -> None:
        pass

    async def _connect(self, token: str) -> None:
        pass

    async def _send(self, body: dict[str, str]) -> MessageView:
        return Received.model_validate(await self._ask("POST", "/messages", body)).message

    async def _next_feed(self, wait: float) -> Feed:
        return await self._poll(wait)


class SocketChat(ChatClient):
    """The WebSocket: feeds come by themselves. One connection, opened again by whoever wants to after a failure."""

    _socket: aiohttp.ClientWebSocketResponse | None = None
    _reader: "asyncio.Task[None] | None" = None

    async def _connect(self, token: str) -> None:
        self._feeds: asyncio.Queue[Feed | ChatFailed] = asyncio.Queue()
        self._accepted: dict[str, asyncio.Future[MessageView]] = {}
        try:
            self._socket = await self._http.ws_connect(f"{self._url}/api/chat/ws", headers=self._headers)
            await self._socket.send_json({"type": "hello", "token": token, "after": self.cursor})
        except (aiohttp.ClientError, OSError) as problem:
            raise ChatFailed(f"{self._url}: {problem}") from problem
        self._reader = asyncio.create_task(self._read(self._socket))

    async def _send(self, body: dict[str, str]) -> MessageView:
        if self._socket is None:
            raise ChatFailed(f"{self._url}: not open")
        while True:
            waiting = asyncio.get_running_loop().create_future()
            self._accepted[body["client_message_id"]] = waiting
            try:
                await self._socket.send_json({"type": "message", **body})
            except (aiohttp.ClientError, ConnectionError) as problem:
                raise ChatFailed(f"{self._url}: {problem}") from problem
            try:
                message: MessageView = await waiting
                return message
            except ChatFailed as failed:
                if failed.status != 429:
                    raise
                await asyncio.sleep(min(failed.retry_after or 1.0, LATEST_RETRY))

    async def _next_feed(self, wait: float) -> Feed:
        try:
            async with asyncio.timeout(wait):
                found = await self._feeds.get()
        except TimeoutError:
            return Feed(cursor=self.cursor or "", messages=[], state=self.state)
        if isinstance(found, ChatFailed):
            raise found
        return found

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is aiohttp.WSMsgType.TEXT:
                self._take(frame.json())
        self._fail(ChatFailed(f"{self._url}: closed ({socket.close_code})"), None)

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "feed":
            self._feeds.put_nowait(Feed.model_validate(frame))
        elif frame["type"] == "accepted":
            waiting = self._accepted.pop(frame["client_message_id"], None)
            if waiting is not None and not waiting.done():
                waiting.set_result(MessageView.model_validate(frame["message"]))
        elif frame["type"] == "error":
            self._fail(refusal(int(frame.get("status", 400)), frame), frame.get("client_message_id"))

    def _fail(self, failed: ChatFailed, client_message_id: str | None) -> None:
        concerned = [client_message_id] if client_message_id in self._accepted else list(self._accepted)
        for name in concerned:
            waiting = self._accepted.pop(str(name))
            if not waiting.done():
                waiting.set_exception(failed)
        if not concerned:
            self._feeds.put_nowait(failed)


def refusal(status: int, answer: Any) -> ChatFailed:
    """What an error answer of the chat API says."""
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(error, dict):
        return ChatFailed(f"HTTP {status}", status)
    retry_after = error.get("retry_after")
    waiting = float(retry_after) if isinstance(retry_after, int | float) else None
    return ChatFailed(str(error.get("message") or error.get("code")), status, str(error.get("code", "")), waiting)


def _said(feed: Feed) -> list[MessageView]:
    return [message for message in feed.messages if message.sender != "customer"]
