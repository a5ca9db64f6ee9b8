"""The CRM's ledger, from which a conversation's tracker is rebuilt."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

import aiohttp

from bot.failures import TurnFailed
from bot.settings import BotSettings


class Page(NamedTuple):
    """The newest turns of a conversation; `state` is the one before them, None if they are all there are."""

    turn: int
    state: dict[str, Any] | None
    events: list[dict[str, Any]]


class Ledger(Protocol):
    """Where the past of a conversation is kept. Raises TurnFailed("history_unavailable")."""

    async def newest(self, conversation_id: str, events: int) -> Page: ...


class CrmLedger:
    """The ledger over HTTP."""

    def __init__(self, settings: BotSettings) -> None:
        self._base = settings.crm_url.rstrip("/") + "/api/bot/conversations"
        self._headers = {"Authorization": f"Bearer {settings.bot_token}"}
        self._deadline = aiohttp.ClientTimeout(total=settings.ledger_deadline)
        self._session: aiohttp.ClientSession | None = None

    async def newest(self, conversation_id: str, events: int) -> Page:
        """Whole turns, oldest first, with at least so many events or all there are."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=self._deadline)
        address = f"{self._base}/{quote(conversation_id, safe='')}/tracker"
        try:
            async with self._session.get(address, params={"events": str(events)}) as answer:
                answer.raise_for_status()
                body = await answer.json()
            return Page(int(body["turn"]), body.get("state"), list(body["events"]))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise TurnFailed("history_unavailable", f"{type(error).__name__}: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise TurnFailed("history_unavailable", f"unreadable: {type(error).__name__} {error}") from error

    async def close(self) -> None:
        """At the end of the process."""
        if self._session is not None:
            await self._session.close()
