"""The chat API over plain HTTP; `websocket` is the same, live."""

from aiohttp import web

from crm_backend.channels.doors import PREFIX, allow_origin, caller_of, preflight, require_origin
from crm_backend.channels.live import LIVE, Live
from crm_backend.channels.schemas import SentMessage, SessionAnswer, SessionRequest, UpdatesQuery
from crm_backend.channels.service import CHAT, Caller
from crm_backend.channels.websocket import chat_socket
from crm_backend.conversations.schemas import Feed, Received
from crm_backend.kit.addresses import address_of
from crm_backend.kit.openapi import Api
from crm_backend.kit.web import HUB, language_of

opening = Api("chat")
api = Api("chat", security="chat")


@opening.route("POST", "/api/chat/sessions", answer=SessionAnswer, body=SessionRequest)
async def open_chat_session(request: web.Request, body: SessionRequest) -> SessionAnswer:
    """Begin a chat session, as a visitor or as a customer that the shop signed for.

    `identity` is a JWT (HS256, the identity secret) with aud "identity", sub the customer's external id and exp;
    optionally name, email and phone. The answer's token goes into Authorization: Bearer of all other calls.
    """
    require_origin(request)
    return await request.app[CHAT].open_session(body, address_of(request), language_of(request))


@api.route("POST", "/api/chat/start", answer=Feed, query=UpdatesQuery)
async def start_conversation(request: web.Request, query: UpdatesQuery) -> Feed:
    """Have the assistant greet, unless a conversation is open."""
    caller = caller_of(request)
    await request.app[CHAT].start(caller)
    return await _feed(request, caller, query)


@api.route("POST", "/api/chat/messages", answer=Received, body=SentMessage)
async def send_message(request: web.Request, body: SentMessage) -> Received:
    """Send a text or press a button. Once this is answered, the message is stored; sending it again is harmless."""
    return await request.app[CHAT].take(caller_of(request), body)


@api.route("GET", "/api/chat/updates", answer=Feed, query=UpdatesQuery)
async def read_updates(request: web.Request, query: UpdatesQuery) -> Feed:
    """What is new since a cursor; with `wait`, as soon as there is something."""
    caller = caller_of(request)
    with request.app[HUB].watch(f"identity:{caller.identity_id}") as watch, request.app[LIVE].waiting(watch):
        feed = await request.app[CHAT].feed(caller, query.after)
        if feed.messages or not query.wait or not await watch.wait(query.wait):
            return feed
        return await request.app[CHAT].feed(caller, query.after)


@api.route("POST", "/api/chat/end", answer=Feed, query=UpdatesQuery)
async def end_conversation(request: web.Request, query: UpdatesQuery) -> Feed:
    """The customer leaves the conversation: the assistant closes it."""
    caller = caller_of(request)
    await request.app[CHAT].end(caller)
    return await _feed(request, caller, query)


async def _feed(request: web.Request, caller: Caller, query: UpdatesQuery) -> Feed:
    return await request.app[CHAT].feed(caller, query.after)


def add_websocket(app: web.Application) -> None:
    """The socket, cross-origin answers, and an orderly end of both when the process stops."""
    app[LIVE] = live = Live()
    app.router.add_get(f"{PREFIX}ws", chat_socket)
    app.router.add_route("OPTIONS", f"{PREFIX}{{rest:.*}}", preflight)
    app.on_response_prepare.append(allow_origin)
    app.on_shutdown.append(lambda _app: live.close())
