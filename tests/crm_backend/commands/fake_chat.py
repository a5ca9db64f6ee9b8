"""A chat API that answers from a table, with the real one's schemas. Turns end after `delay` seconds."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer

from crm_backend.channels.schemas import SentMessage, SessionAnswer, SessionCustomer, SessionRequest
from crm_backend.conversations.schemas import ButtonView, Feed, MessageView, Received, StateView, SurveyView

BUTTONS = [ButtonView(id="b1", title="A1001"), ButtonView(id="b2", title="A1002")]
IDENTITY_SECRET = "the shop's secret, thirty-two bytes long"


@dataclass
class Visit:
    """One customer's ledger."""

    customer: str | None
    messages: list[MessageView] = field(default_factory=list)
    state: StateView = field(default_factory=StateView)


@dataclass
class FakeChat:
    """`refusals`: how many of the next messages get 429. A text "silence" is never answered, "fail" gets 400."""

    delay: float = 0.0
    refusals: int = 0
    visits: dict[str, Visit] = field(default_factory=dict)
    most_at_once: int = 0
    _at_once: int = 0
    _count: Iterator[int] = field(default_factory=itertools.count)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/api/chat/sessions", self._open)
        app.router.add_post("/api/chat/messages", self._take)
        app.router.add_post("/api/chat/start", self._start)
        app.router.add_post("/api/chat/end", self._end)
        app.router.add_get("/api/chat/updates", self._updates)
        app.router.add_get("/api/chat/ws", self._socket)
        async with TestServer(app) as server:
            yield str(server.make_url("")).rstrip("/")

    async def _open(self, request: web.Request) -> web.Response:
        asked = SessionRequest.model_validate_json(await request.read())
        claims = jwt.decode(asked.identity, IDENTITY_SECRET, ["HS256"], audience="identity") if asked.identity else {}
        token = f"token{next(self._count)}"
        known = next(
            (name for name, visit in self.visits.items() if visit.customer and visit.customer == claims.get("sub")),
            None,
        )
        self.visits[token] = self.visits[known] if known else Visit(claims.get("sub"))
        answer = SessionAnswer(token=token, customer=SessionCustomer(name=None, verified=bool(claims)), locale="en")
        return web.Response(text=answer.model_dump_json(), content_type="application/json")

    def _visit(self, request: web.Request) -> Visit:
        return self.visits[request.headers["Authorization"].removeprefix("Bearer ")]

    async def _start(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        if visit.state.conversation_id is None or visit.state.holder == "nobody":
            visit.state = StateView(conversation_id=f"c{next(self._count)}", holder="assistant", working=True)
            self._later(visit, "start")
        return self._feed(visit, 0, request)

    async def _end(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        visit.state = visit.state.model_copy(update={"working": True})
        self._later(visit, "end")
        return self._feed(visit, 0, request)

    async def _take(self, request: web.Request) -> web.Response:
        refused = self.refusal()
        if refused is not None:
            return web.json_response(refused, status=429)
        visit = self._visit(request)
        message = self.take(visit, SentMessage.model_validate_json(await request.read()))
        answer = Received(message=message, duplicate=False)
        return web.Response(text=answer.model_dump_json(), content_type="application/json")

    def refusal(self) -> dict[str, object] | None:
        if self.refusals <= 0:
            return None
        self.refusals -= 1
        return {"error": {"code": "chat.too_fast", "message": "Too fast.", "retry_after": 0.05}}

    def take(self, visit: Visit, sent: SentMessage) -> MessageView:
        titles = {button.id: button.title for button in BUTTONS}
        text = sent.text if sent.text is not None else titles[str(sent.button_id)]
        visit.state = visit.state.model_copy(update={"working": True})
        self._later(visit, text)
        return self.add(visit, "customer", text)

    def _later(self, visit: Visit, text: str) -> None:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        task = asyncio.create_task(self._answer(visit, text))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, visit: Visit, text: str) -> None:
        await asyncio.sleep(self.delay)
        self._at_once -= 1
        if text == "silence":
            return
        if text in ("bye", "end"):
            self.add(visit, "assistant", "How was it?")
            over = {"holder": "nobody", "outcome": "resolved_by_assistant", "survey": SurveyView(state="asked")}
            visit.state = visit.state.model_copy(update={**over, "working": False})
            return
        buttons = BUTTONS if text == "where is my order" else []
        self.add(visit, "assistant", f"re: {text}", buttons)
        visit.state = visit.state.model_copy(update={"working": False})

    def add(self, visit: Visit, sender: str, text: str, buttons: list[ButtonView] | None = None) -> MessageView:
        number = len(visit.messages) + 1
        message = MessageView.model_validate(
            {
                "id": f"m{next(self._count)}",
                "conversation_id": visit.state.conversation_id or "c",
                "seq": number,
                "sender": sender,
                "text": text,
                "buttons": buttons or [],
                "language": "en",
                "created_at": datetime.now(UTC),
            }
        )
        visit.messages.append(message)
        return message

    async def _updates(self, request: web.Request) -> web.Response:
        visit, after = self._visit(request), int(request.query.get("after") or 0)
        for _ in range(int(float(request.query.get("wait", 0)) / 0.01)):
            if len(visit.messages) > after:
                break
            await asyncio.sleep(0.01)
        return self._feed(visit, after, request)

    def _feed(self, visit: Visit, after: int, request: web.Request) -> web.Response:
        after = int(request.query.get("after") or after)
        feed = Feed(cursor=str(len(visit.messages)), messages=visit.messages[after:], state=visit.state)
        return web.Response(text=feed.model_dump_json(), content_type="application/json")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        visit, socket = self._visit(request), web.WebSocketResponse()
        await socket.prepare(request)
        pushing = asyncio.create_task(self._push(visit, socket))
        async for frame in socket:
            body = frame.json()
            if body.pop("type") == "message":
                refused = self.refusal()
                name = body["client_message_id"]
                if refused is not None:
                    await socket.send_json({"type": "error", "status": 429, "client_message_id": name, **refused})
                    continue
                message = self.take(visit, SentMessage.model_validate(body))
                shown = message.model_dump(mode="json")
                await socket.send_json({"type": "accepted", "client_message_id": name, "message": shown})
        pushing.cancel()
        return socket

    async def _push(self, visit: Visit, socket: web.WebSocketResponse) -> None:
        after, shown = 0, None
        while True:
            feed = Feed(cursor=str(len(visit.messages)), messages=visit.messages[after:], state=visit.state)
            if feed.messages or feed.state != shown:
                await socket.send_json({"type": "feed", **feed.model_dump(mode="json")})
            after, shown = len(visit.messages), feed.state
            await asyncio.sleep(0.01)
