"""The only client of Rasa: one turn in, one turn out. And its fake, for tests."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from crm_backend.conversations.rules import UNREACHABLE
from crm_backend.settings import Settings


class Reply(BaseModel):
    """A reply of the assistant; `buttons` are {"title", "payload"}."""

    text: str
    buttons: list[dict[str, str]] = []
    response: str | None = None
    language: str | None = None


class AssistantTurn(BaseModel):
    """What Rasa answers to a turn (bot/channel.py)."""

    model_config = ConfigDict(protected_namespaces=())

    message_id: str
    turn: int
    model_id: str | None = None
    replies: list[Reply] = []
    events: list[dict[str, Any]] = []
    state: dict[str, Any] = {}
    understanding: dict[str, Any] | None = None
    steps: list[dict[str, Any]] = []
    calls: list[dict[str, Any]] = []
    effects: list[dict[str, Any]] = []


class TurnFailed(Exception):
    """The assistant gave no usable answer; `code` says why, `calls` what its actions did before."""

    def __init__(self, code: str, detail: str, calls: list[dict[str, Any]] | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.calls = calls or []


class Assistant(Protocol):
    """Whoever takes turns. `request` is the body of design.md's turn; raises TurnFailed."""

    async def take_turn(self, request: dict[str, Any]) -> AssistantTurn: ...
    async def is_ready(self) -> bool: ...
    async def close(self) -> None: ...


class RasaAssistant:
    """Rasa, over HTTP on loopback, with a deadline for each turn."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.assistant_url.rstrip("/") + "/webhooks/crm"
        self._headers = {"Authorization": f"Bearer {settings.bot_token.get_secret_value()}"}
        # the channel keeps the deadline itself; ours is only for a Rasa that hangs
        self._timeout = aiohttp.ClientTimeout(total=settings.turn_deadline + 1.0, connect=1.0)
        self._session: aiohttp.ClientSession | None = None

    async def take_turn(self, request: dict[str, Any]) -> AssistantTurn:
        try:
            async with self._http().post(f"{self._base}/webhook", json=request) as answer:
                body = await answer.json(content_type=None)
                return _read(answer.status, body)
        except (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
            raise TurnFailed(UNREACHABLE, type(error).__name__) from error
        except TimeoutError as error:
            raise TurnFailed("deadline", "Rasa did not answer in time") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise TurnFailed("rasa_error", f"{type(error).__name__}: {error}") from error

    async def is_ready(self) -> bool:
        try:
            async with self._http().get(f"{self._base}/health", timeout=aiohttp.ClientTimeout(total=2)) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=64, force_close=False)
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=self._timeout, connector=connector)
        return self._session


def _read(status: int, body: object) -> AssistantTurn:
    if status == 200:
        try:
            return AssistantTurn.model_validate(body)
        except ValidationError as error:
            raise TurnFailed("rasa_error", f"unreadable answer: {error.errors()[0]['msg']}") from error
    failure = body.get("failure", {}) if isinstance(body, dict) else {}
    calls = body.get("calls", []) if isinstance(body, dict) else []
    raise TurnFailed(str(failure.get("code", "rasa_error")), str(failure.get("detail", f"HTTP {status}")), calls)


class FakeAssistant:
    """Answers by a function of the request, counts what it was asked; `away` makes it unreachable."""

    def __init__(self, answer: Callable[[dict[str, Any]], dict[str, Any]] | None = None) -> None:
        self.answer = answer or (lambda request: {"replies": [{"text": f"echo {request['input'].get('text', '')}"}]})
        self.asked: list[dict[str, Any]] = []
        self.away = False
        self.delay = 0.0

    async def take_turn(self, request: dict[str, Any]) -> AssistantTurn:
        self.asked.append(request)
        await asyncio.sleep(self.delay)
        if self.away:
            raise TurnFailed(UNREACHABLE, "away")
        answer = {"message_id": request["message_id"], "turn": request["turn"], **self.answer(request)}
        return AssistantTurn.model_validate(answer)

    async def is_ready(self) -> bool:
        return not self.away

    async def close(self) -> None:
        return None
