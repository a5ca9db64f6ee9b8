"""Honest customers: they send again what was not acknowledged, read on by cursor, and answer what they are asked."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import aiohttp

from crm_backend.channels.schemas import SessionAnswer
from crm_backend.commands.chat_client import ChatFailed, refusal
from crm_backend.conversations.schemas import ButtonView, Feed, MessageView, StateView

PATIENCE = 120.0  # seconds for one turn, processes being killed meanwhile
PAUSE = 0.3  # before trying again
WAIT = 5.0  # of one long poll
ONE_CALL = aiohttp.ClientTimeout(total=20)


class GaveUp(Exception):
    """Nothing came within the patience."""


@dataclass
class Sent:
    """A message as its sender knows it."""

    client_message_id: str
    text: str
    acknowledged: bool = False
    tries: int = 0


@dataclass
class Told:
    """Everything one customer did and saw."""

    name: str
    sent: list[Sent] = field(default_factory=list)
    seen: list[MessageView] = field(default_factory=list)
    confirmed: str | None = None  # the order whose cancellation was confirmed
    problem: str | None = None

    @property
    def conversations(self) -> set[str]:
        return {message.conversation_id for message in self.seen}


class Customer:
    """One customer at the chat API's plain HTTP. Thinks for up to `think` seconds before each message."""

    def __init__(
        self, http: aiohttp.ClientSession, url: str, name: str, locale: str, chance: random.Random, think: float
    ) -> None:
        self._http = http
        self._url = f"{url}/api/chat"
        self._locale = locale
        self._headers = {"Accept-Language": locale}
        self._chance = chance
        self._think = think
        self._cursor: str | None = None
        self.state = StateView()
        self.told = Told(name)

    async def open(self, identity: str | None) -> None:
        body = {"locale": self._locale, "identity": identity, "token": None}
        answer = SessionAnswer.model_validate(await self._insist(lambda: self._call("POST", "/sessions", body)))
        self._headers["Authorization"] = f"Bearer {answer.token}"

    async def start(self) -> None:
        """Open the chat, and wait for the greeting."""
        await self._insist(lambda: self._call("POST", "/start"))
        await self._read_until_quiet()

    async def say(self, text: str) -> list[MessageView]:
        """Send, and wait for what is answered."""
        return await self._turn(text, {"text": text})

    async def press(self, button: ButtonView) -> list[MessageView]:
        return await self._turn(button.title, {"button_id": button.id})

    async def catch_up(self) -> None:
        """Read what has come since."""
        await self._insist(lambda: self._read(0.0))

    async def _turn(self, text: str, body: dict[str, str]) -> list[MessageView]:
        await asyncio.sleep(self._chance.uniform(0.1, 1.0) * self._think)
        sent = Sent(uuid4().hex, text)
        self.told.sent.append(sent)
        before = len(self.told.seen)

        async def send() -> None:
            sent.tries += 1
            await self._call("POST", "/messages", {"client_message_id": sent.client_message_id, **body})

        await self._insist(send)
        sent.acknowledged = True
        await self._read_until_quiet(sent.client_message_id)
        return [message for message in self.told.seen[before:] if message.sender != "customer"]

    async def _read_until_quiet(self, own: str | None = None) -> None:
        """Until nothing is owed any more, and our own message was shown to us."""
        deadline = time.monotonic() + PATIENCE
        await self.catch_up()
        while self.state.working or (own and all(m.client_message_id != own for m in self.told.seen)):
            if time.monotonic() > deadline:
                raise GaveUp(f"no answer within {PATIENCE:g} s")
            await self._insist(lambda: self._read(WAIT))

    async def _read(self, wait: float) -> None:
        after = f"&after={self._cursor}" if self._cursor else ""
        feed = Feed.model_validate(await self._call("GET", f"/updates?wait={wait:g}{after}"))
        self._cursor, self.state = feed.cursor, feed.state
        self.told.seen += feed.messages

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        url = self._url + path
        async with self._http.request(method, url, json=body, headers=self._headers, timeout=ONE_CALL) as response:
            answer = await response.json(content_type=None)
            if response.status < 400:
                return answer
            raise refusal(response.status, answer)

    async def _insist(self, once: Callable[[], Awaitable[Any]]) -> Any:
        """Again and again while the server is away. What it refuses for good is raised."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return await once()
            except (ChatFailed, aiohttp.ClientError, OSError, TimeoutError, ValueError) as problem:
                refused = isinstance(problem, ChatFailed) and 400 <= problem.status < 500 and problem.status != 429
                if refused or time.monotonic() > deadline:
                    raise
                await asyncio.sleep(PAUSE)
