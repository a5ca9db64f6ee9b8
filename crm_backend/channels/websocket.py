"""The chat over a WebSocket: the same use cases as the HTTP routes, with feeds pushed as they happen."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from typing import Any

from aiohttp import WSMsgType, web
from pydantic import BaseModel, ValidationError

from crm_backend.channels.doors import caller_with, require_origin
from crm_backend.channels.live import LIVE
from crm_backend.channels.schemas import (
    FRAME,
    AcceptedFrame,
    Command,
    ErrorFrame,
    FeedFrame,
    Hello,
    MessageFrame,
    PongFrame,
)
from crm_backend.channels.service import CHAT, Caller
from crm_backend.conversations.reading import FEED_MESSAGES
from crm_backend.conversations.schemas import Feed, StateView
from crm_backend.errors import Invalid, RapportError, Unauthorized, Unavailable
from crm_backend.kit.web import HUB, SETTINGS, error_body, error_response, language_of

log = logging.getLogger(__name__)

HEARTBEAT = 25.0  # seconds; a peer that does not pong is closed
REREAD = 15.0  # seconds after which the ledger is read even without a notice
RETRY_READING = 1.0  # seconds after a feed that could not be read
HELLO_WITHIN = 20.0  # seconds for a socket to say who it is
UNSENT_FRAMES = 16  # then whoever produces them waits for the customer's network
WRONG_TOKEN = 4401
NO_HELLO = 4408


async def chat_socket(request: web.Request) -> web.StreamResponse:
    """GET /api/chat/ws."""
    try:
        require_origin(request)
    except RapportError as error:
        return error_response(error, language_of(request))
    settings = request.app[SETTINGS]
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=settings.max_frame_bytes)
    await socket.prepare(request)
    with request.app[LIVE].connected(socket):
        await ChatSocket(request, socket).run()
    return socket


class ChatSocket:
    """One customer's page. Three tasks: this one reads frames, one reads the feed, one alone sends."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket
        self._chat = request.app[CHAT]
        self._caller: Caller | None = None
        self._unsent: asyncio.Queue[BaseModel] = asyncio.Queue(UNSENT_FRAMES)
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Serve the socket until either side closes it."""
        self._begin(self._send_all())
        self._begin(self._expect_hello())
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._take_frame(message.data)
                elif message.type is WSMsgType.BINARY:
                    await self._unsent.put(self._error(Invalid("web.not_json"), None))
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _take_frame(self, raw: str) -> None:
        client_message_id = None
        try:
            frame = _read(raw)
            client_message_id = frame.client_message_id if isinstance(frame, MessageFrame) else None
            await self._act(frame)
        except RapportError as error:
            await self._unsent.put(self._error(error, client_message_id))
            if isinstance(error, Unauthorized):
                await self._close(WRONG_TOKEN)
        except Exception:
            log.exception("unforeseen error in a chat frame")
            await self._unsent.put(self._error(Unavailable("web.unforeseen"), client_message_id))

    async def _act(self, frame: Hello | MessageFrame | Command) -> None:
        if isinstance(frame, Hello):
            await self._hello(frame)
        elif isinstance(frame, Command) and frame.type == "ping":
            await self._unsent.put(PongFrame())
        elif self._caller is None:
            raise Invalid("chat.hello_first")
        elif isinstance(frame, MessageFrame):
            received = await self._chat.take(self._caller, frame)
            await self._unsent.put(AcceptedFrame(client_message_id=frame.client_message_id, message=received.message))
        elif frame.type == "start":
            await self._chat.start(self._caller)
        else:
            await self._chat.end(self._caller)

    async def _hello(self, frame: Hello) -> None:
        if self._caller is not None:
            raise Invalid("chat.hello_again")
        caller = caller_with(self._request, frame.token)
        await self._chat.greet_socket(caller)
        self._caller = caller
        self._begin(self._push(caller, frame.after))

    async def _push(self, caller: Caller, cursor: str | None) -> None:
        shown: StateView | None = None
        failed = False
        with self._request.app[HUB].watch(f"identity:{caller.identity_id}") as watch:
            while True:
                feed = await self._read_feed(caller, cursor, told=failed)
                failed = feed is None
                if feed is None:
                    cursor = None
                    await asyncio.sleep(RETRY_READING)
                    continue
                if feed.messages or feed.state != shown:
                    await self._unsent.put(FeedFrame(**dict(feed)))
                cursor, shown = feed.cursor, feed.state
                if len(feed.messages) < FEED_MESSAGES:  # else there may be more
                    await watch.wait(REREAD)

    async def _read_feed(self, caller: Caller, cursor: str | None, *, told: bool) -> Feed | None:
        """None if it can't be read now; `told`: it could not a moment ago, and the log says so already."""
        try:
            return await self._chat.feed(caller, cursor)
        except RapportError as error:
            await self._unsent.put(self._error(error, None))
        except Exception:
            if not told:
                log.exception("the feed of %s could not be read; trying again", caller.identity_id)
        return None

    async def _send_all(self) -> None:
        while True:
            frame = await self._unsent.get()
            with contextlib.suppress(ConnectionError, RuntimeError):  # closed: the reader is about to notice
                await self._socket.send_str(frame.model_dump_json())
            self._unsent.task_done()

    async def _expect_hello(self) -> None:
        await asyncio.sleep(HELLO_WITHIN)
        if self._caller is None:
            await self._close(NO_HELLO)

    async def _close(self, code: int) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._unsent.join(), 1)
        await self._socket.close(code=code)

    def _error(self, error: RapportError, client_message_id: str | None) -> ErrorFrame:
        body = error_body(error, language_of(self._request))["error"]
        return ErrorFrame(status=error.status, error=body, client_message_id=client_message_id)


def _read(raw: str) -> Hello | MessageFrame | Command:
    try:
        return FRAME.validate_json(raw)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        raise Invalid("web.not_json")
    if first["type"].startswith("union_tag") or not first["loc"]:
        raise Invalid("chat.frame_unknown")
    field = ".".join(str(part) for part in first["loc"][1:]) or "frame"  # without the type, which comes first
    raise Invalid("web.field_invalid", field=field, reason=first["msg"])
