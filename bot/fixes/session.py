"""One HTTP session for all calls to an endpoint.

Upstream opens a session, with a connection of its own, for every call (about 4 % of a custom action).
"""

from __future__ import annotations

from types import TracebackType

import aiohttp
from rasa.utils.endpoints import EndpointConfig

UPSTREAM = EndpointConfig.session


class _Kept:
    """Lends the endpoint's session; leaving the block does not close it."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stays open for the next call."""


def session(self: EndpointConfig) -> _Kept:
    """The endpoint's one session, made at its first call."""
    kept = self.__dict__.get("_kept")
    if kept is None or kept.closed:
        kept = self.__dict__["_kept"] = UPSTREAM(self)
    return _Kept(kept)


def apply() -> None:
    """From now on, for every endpoint."""
    EndpointConfig.session = session


async def close(endpoint: EndpointConfig) -> None:
    """Closes the kept session, at the end."""
    kept = endpoint.__dict__.pop("_kept", None)
    if kept is not None:
        await kept.close()
