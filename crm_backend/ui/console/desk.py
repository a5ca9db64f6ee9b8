"""What all console pages share: who is logged in, the frame around the page, and the way to the log-in."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

from aiohttp import web

from crm_backend.errors import Unauthorized
from crm_backend.kit.web import CLOCK, Handler, language_of
from crm_backend.staff.http import COOKIE, SAFE_METHODS, end_session, require_staff
from crm_backend.staff.rules import Role, may
from crm_backend.staff.schemas import StaffView
from crm_backend.ui.shared import formats
from crm_backend.ui.shared.pages import render

StaffPage = Callable[[web.Request, StaffView], Awaitable[web.StreamResponse]]


def for_staff(page: StaffPage, needed: Role = "agent") -> Handler:
    """A handler that lets staff with the role in, and shows everybody else the way to the log-in."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            person = await require_staff(request, needed)
        except Unauthorized:
            return _to_log_in(request)
        return await page(request, person)

    return handle


def show(
    request: web.Request,
    template: str,
    person: StaffView | None = None,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> web.Response:
    """A page of the console. Templates find `staff`, `is_admin`, `is_manager`, `now` and the formats."""
    language, now = language_of(request), request.app[CLOCK]()
    base = {
        "staff": person,
        "is_admin": person is not None and may(person.role, "admin"),
        "is_manager": person is not None and may(person.role, "manager"),
        "now": now,
        "since": lambda moment: formats.since(moment, now, language),
        "money": formats.money,
        "plain_time": formats.plain_time,
        "percent": formats.percent,
        "milliseconds": formats.milliseconds,
    }
    return render(request, f"console/{template}", base | dict(context or {}), status=status)


def see(path: str) -> web.Response:
    """After a form: look there, so that a reload does not send it again."""
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})


def by_script(request: web.Request) -> bool:
    """Whether our own script asks, and wants no whole page."""
    return request.headers.get("X-Requested-With") == "rapport" or "HX-Request" in request.headers


def field(form: Mapping[str, Any], name: str) -> str:
    """A text field of a form; what is missing, or a file, is an empty text."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _to_log_in(request: web.Request) -> web.Response:
    back = request.path_qs if request.method in SAFE_METHODS else "/console"
    address = f"/console/login?next={quote(back, safe='')}"
    if by_script(request):
        response = web.Response(status=401, headers={"HX-Redirect": "/console/login", "Cache-Control": "no-store"})
    else:
        response = see(address)
    if COOKIE in request.cookies:
        end_session(request, response)
    return response
