"""Who is connected to this process now, so that stopping it keeps nobody waiting."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import WSCloseCode, web

from crm_backend.kit.hub import Watch

_GOODBYE_SECONDS = 2.0


class Live:
    """Open sockets and waiting long polls."""

    def __init__(self) -> None:
        self._sockets: set[web.WebSocketResponse] = set()
        self._watches: set[Watch] = set()

    @contextmanager
    def connected(self, socket: web.WebSocketResponse) -> Iterator[None]:
        self._sockets.add(socket)
        try:
            yield
        finally:
            self._sockets.discard(socket)

    @contextmanager
    def waiting(self, watch: Watch) -> Iterator[None]:
        self._watches.add(watch)
        try:
            yield
        finally:
            self._watches.discard(watch)

    async def close(self) -> None:
        """Answer all long polls and close all sockets with 1012, "come back soon"."""
        for watch in self._watches:
            watch.set()
        goodbyes = [
            socket.close(code=WSCloseCode.SERVICE_RESTART, message=b"restart", drain=False)
            for socket in list(self._sockets)
        ]
        if goodbyes:
            await asyncio.wait([asyncio.ensure_future(goodbye) for goodbye in goodbyes], timeout=_GOODBYE_SECONDS)


LIVE = web.AppKey("chat_live", Live)
