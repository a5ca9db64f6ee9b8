"""What every staff request needs: the session cookie, the role, and proof that it comes from our own pages."""

from urllib.parse import urlsplit

from aiohttp import web

from crm_backend.errors import Forbidden, Unauthorized
from crm_backend.kit.web import DATABASE, SETTINGS
from crm_backend.staff import rules
from crm_backend.staff.rules import Role
from crm_backend.staff.schemas import LoggedIn, StaffView
from crm_backend.staff.service import STAFF

COOKIE = "rapport_staff"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


async def require_staff(request: web.Request, needed: Role = "agent") -> StaffView:
    """Who is logged in; Unauthorized if nobody, Forbidden from another site or without the role."""
    require_same_origin(request)
    async with request.app[DATABASE].reading() as session:
        person = await request.app[STAFF].staff_of_session(session, session_token(request))
    if not rules.may(person.role, needed):
        raise Forbidden("staff.role_needed")
    return person


def require_same_origin(request: web.Request) -> None:
    """Forbidden if another site's page sent something that may change things.

    Browsers say so in Sec-Fetch-Site, older ones in Origin. Neither: no browser, so nobody's cookie was borrowed.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site in ("same-origin", "none") or (site is None and origin is None):
        return
    if site is None and origin is not None and urlsplit(origin).netloc in _own_hosts(request):
        return
    raise Forbidden("staff.cross_site")


def _own_hosts(request: web.Request) -> set[str]:
    return {request.host, urlsplit(request.app[SETTINGS].public_url).netloc} - {""}


def session_token(request: web.Request) -> str:
    """The token of the session cookie; Unauthorized without one."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        raise Unauthorized("staff.log_in_needed")
    return token


def begin_session(request: web.Request, response: web.StreamResponse, log_in: LoggedIn) -> None:
    lifetime = int(request.app[SETTINGS].staff_session_lifetime)
    response.set_cookie(
        COOKIE, log_in.token, max_age=lifetime, path="/", httponly=True, samesite="Lax", secure=_secure(request)
    )


def end_session(request: web.Request, response: web.StreamResponse) -> None:
    response.del_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=_secure(request))


def _secure(request: web.Request) -> bool:
    return request.secure or request.app[SETTINGS].public_url.startswith("https://")
