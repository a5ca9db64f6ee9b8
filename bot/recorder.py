"""Every call of an action, with its answer and its time, and the end of the turn if one fails."""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from rasa.shared.core.constants import SESSION_START_METADATA_SLOT
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.failures import TurnFailed

_REJECTED = 400  # the action declines to run: Rasa lets another policy decide, nothing failed


@dataclass
class Recording:
    """The calls of one turn."""

    started: float = field(default_factory=time.perf_counter)
    calls: list[dict[str, Any]] = field(default_factory=list)


CURRENT: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextmanager
def recording() -> Iterator[Recording]:
    """The recording of the turn that runs inside this block."""
    current = Recording()
    token = CURRENT.set(current)
    try:
        yield current
    finally:
        CURRENT.reset(token)


class RecordingEndpoint(EndpointConfig):
    """The action endpoint: a deadline for each call, and no failure that goes unnoticed."""

    def __init__(self, url: str, deadline: float, token: str = "") -> None:
        super().__init__(url, headers={"Authorization": f"Bearer {token}"} if token else {})
        self._deadline = deadline

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """The answer of the action server; TurnFailed if there is none in time, or none that can be used."""
        call = _begin(kwargs.get("json") or {})
        try:
            kwargs["timeout"] = aiohttp.ClientTimeout(total=self._deadline)
            answer = await super().request(*args, **kwargs)
            if not isinstance(answer, dict):
                raise TurnFailed("action_failed", f"{call['action']}: the answer is not JSON")
            call.update(status="ok", response=_kept(answer))
            return answer
        except asyncio.CancelledError:
            call.update(status="timeout", error="the turn's deadline passed")
            raise
        except asyncio.TimeoutError as error:
            raise _failed(call, "timeout", f"no answer within {self._deadline:g} s") from error
        except ClientResponseError as error:
            if error.status == _REJECTED:
                call.update(status="ok", response={"rejected": True})
                raise
            raise _failed(call, "failed", f"HTTP {error.status}") from error
        except (aiohttp.ClientConnectionError, OSError) as error:  # it is being restarted: worth waiting for
            raise _failed(call, "failed", f"{type(error).__name__}: {error}", "action_unreachable") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise _failed(call, "failed", f"{type(error).__name__}: {error}") from error
        finally:
            call["ms"] = round((time.perf_counter() - call.pop("since")) * 1000, 2)


def _begin(body: dict[str, Any]) -> dict[str, Any]:
    current, now = CURRENT.get() or Recording(), time.perf_counter()
    tracker = body.get("tracker") or {}
    call = {
        "action": body.get("next_action"),
        "started_ms": round((now - current.started) * 1000, 2),
        "ms": 0.0,
        "status": "failed",
        "request": {
            "next_action": body.get("next_action"),
            "slots": {
                name: value
                for name, value in (tracker.get("slots") or {}).items()
                if value is not None and name != SESSION_START_METADATA_SLOT
            },
            "active_loop": (tracker.get("active_loop") or {}).get("name"),
        },
        "response": None,
        "error": None,
        "since": now,
    }
    current.calls.append(call)
    return call


def _kept(answer: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy({"events": answer.get("events", []), "responses": answer.get("responses", [])})


def _failed(call: dict[str, Any], status: str, error: str, code: str | None = None) -> TurnFailed:
    call.update(status=status, error=error)
    return TurnFailed(code or f"action_{status}", f"{call['action']}: {error}")
