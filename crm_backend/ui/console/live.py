"""Live pages: a stream that says *that* something changed; the page then fetches what it shows."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from crm_backend.errors import RapportError
from crm_backend.kit.hub import Watch
from crm_backend.kit.web import HUB
from crm_backend.staff.http import require_staff
from crm_backend.staff.routes import ACCOUNTS_TOPIC
from crm_backend.staff.schemas import StaffView
from crm_backend.ui.console.desk import for_staff

HEARTBEAT = 15.0  # seconds; also how often the log-in is checked again
BURST = 0.25  # seconds in which many changes are told as one


class Streams:
    """The open streams of this process, so that stopping it keeps nobody waiting."""

    def __init__(self) -> None:
        self._watches: set[Watch] = set()
        self.closing = False

    @contextmanager
    def opened(self, watch: Watch) -> Iterator[None]:
        self._watches.add(watch)
        try:
            yield
        finally:
            self._watches.discard(watch)

    async def close(self, _app: web.Application) -> None:
        self.closing = True
        for watch in self._watches:
            watch.set()


STREAMS = web.AppKey("console_streams", Streams)


def add_to(app: web.Application) -> None:
    app[STREAMS] = Streams()
    app.on_shutdown.append(app[STREAMS].close)
    app.router.add_get("/console/events", for_staff(stream))


async def stream(request: web.Request, _person: StaffView) -> web.StreamResponse:
    """`changed` at every change of what staff see (at once after connecting, too); ends with the log-in."""
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers=headers)
    conversation = request.query.get("conversation")
    topic = f"conversation:{conversation}" if conversation else "staff"
    streams = request.app[STREAMS]
    with request.app[HUB].watch(topic, ACCOUNTS_TOPIC) as watch, streams.opened(watch):
        await response.prepare(request)
        await response.write(b"retry: 2000\nevent: changed\ndata: 1\n\n")
        try:
            while True:
                changed = await watch.wait(HEARTBEAT)
                if streams.closing or not await _still_in(request):
                    break
                await response.write(b"event: changed\ndata: 1\n\n" if changed else b": still here\n\n")
                await asyncio.sleep(BURST)
        except (ConnectionError, asyncio.CancelledError):
            return response
    return response


async def _still_in(request: web.Request) -> bool:
    try:
        await require_staff(request)
    except RapportError:
        return False
    return True
