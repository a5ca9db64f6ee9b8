"""What both doors of the chat do with a request: who calls, from where, and which pages may."""

from aiohttp import web

from crm_backend.channels.rules import origin_allowed
from crm_backend.channels.service import CHAT, Caller
from crm_backend.errors import Forbidden
from crm_backend.kit.addresses import address_of
from crm_backend.kit.auth import bearer
from crm_backend.kit.web import SETTINGS, language_of

PREFIX = "/api/chat/"


def caller_with(request: web.Request, token: str) -> Caller:
    """The caller that a chat session's token proves; Unauthorized otherwise."""
    identity_id = request.app[CHAT].identity_id(token)
    return Caller(identity_id=identity_id, address=address_of(request), locale=language_of(request))


def caller_of(request: web.Request) -> Caller:
    """The caller of an HTTP request, by its Authorization header."""
    return caller_with(request, bearer(request))


def require_origin(request: web.Request) -> None:
    """Forbidden if the page is on a site that may not hold the chat."""
    if not _allowed(request):
        raise Forbidden("chat.origin_refused")


def _allowed(request: web.Request) -> bool:
    return origin_allowed(request.headers.get("Origin"), request.host, request.app[SETTINGS].chat_origins)


async def allow_origin(request: web.Request, response: web.StreamResponse) -> None:
    """Signal: tell browsers that pages of an allowed origin may read the answer. No cookie is ever involved."""
    origin = request.headers.get("Origin")
    if origin is None or not request.path.startswith(PREFIX) or not _allowed(request):
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    response.headers.add("Vary", "Origin")


async def preflight(request: web.Request) -> web.Response:
    """OPTIONS: what pages of other origins may send."""
    headers = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Max-Age": "86400",
    }
    return web.Response(status=204, headers=headers)
