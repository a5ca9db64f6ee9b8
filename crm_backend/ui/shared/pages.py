"""HTML pages: Jinja, the reader's language, strict headers, static files, and errors that people can read.

`setup_pages(app)` once; then `render(request, "console/list.html", {...})`. Templates live beside their pages,
in `ui/`, and find `language`, `t(key, **params)`, `asset(name)` and `path` in their context.
"""

import hashlib
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web

from crm_backend.errors import NotFound, RapportError, Unavailable
from crm_backend.kit import texts
from crm_backend.kit.web import Handler, error_body, language_of

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
VENDOR = FOLDER / "vendor"
LOCALE_COOKIE = "rapport_locale"
STRICT = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
log = logging.getLogger(__name__)
_READY: web.AppKey[bool] = web.AppKey("pages_ready")


def setup_pages(app: web.Application) -> None:
    """Templates, /static/, the language link and error pages. Calling it twice is harmless."""
    if app.get(_READY):
        return
    app[_READY] = True
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(FOLDER.parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset
    app.router.add_get("/language/{language}", _choose_language)
    app.router.add_static("/static/vendor/", VENDOR)
    app.router.add_static("/static/", STATIC)
    app.middlewares.append(errors_as_pages)


@cache
def asset(name: str) -> str:
    """The address of a static file ("console.css", "vendor/htmx.min.js"), new whenever its content is."""
    path = VENDOR / name.removeprefix("vendor/") if name.startswith("vendor/") else STATIC / name
    return f"/static/{name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


def render(
    request: web.Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    policy: str = STRICT,
) -> web.Response:
    """A page in the reader's language; `policy` is its Content-Security-Policy."""
    language = language_of(request)

    def translate(key: str, **params: str | int) -> str:
        return texts.text(key, language, **params)

    base = {"language": language, "t": translate, "path": request.path_qs}
    response = aiohttp_jinja2.render_template(template, request, base | dict(context or {}), status=status)
    response.headers.update(
        {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
            "Vary": "Cookie, Accept-Language",
        }
    )
    return response


async def _choose_language(request: web.Request) -> web.Response:
    language = request.match_info["language"]
    if language not in texts.LANGUAGES:
        raise NotFound("web.no_such_address")
    response = web.Response(status=303, headers={"Location": local_path(request.query.get("back"), "/")})
    remember_language(response, language)
    return response


def remember_language(response: web.StreamResponse, language: str) -> None:
    response.set_cookie(LOCALE_COOKIE, language, max_age=365 * 24 * 3600, path="/", samesite="Lax", httponly=True)


def local_path(wish: str | None, otherwise: str) -> str:
    """`wish` if it is a path of this site, so that no link can send people elsewhere."""
    plain = wish is not None and wish.startswith("/") and not wish.startswith("//")
    return wish if wish and plain and "\\" not in wish and wish.isprintable() else otherwise


@web.middleware
async def errors_as_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Named errors outside of /api/ become a page that says what to do next."""
    if request.path.startswith("/api/"):
        return await handler(request)
    try:
        return await handler(request)
    except RapportError as error:
        return error_page(request, error)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        shown = RapportError("web.no_such_address" if error.status == 404 else "web.refused")
        shown.status = error.status
        return error_page(request, shown)
    except Exception:
        log.exception("unforeseen error at %s %s", request.method, request.path)
        shown = Unavailable("web.unforeseen")
        shown.status = 500
        return error_page(request, shown)


def error_page(request: web.Request, error: RapportError) -> web.Response:
    body = error_body(error, language_of(request))["error"]
    return render(request, "shared/error.html", {"error": body, "status": error.status}, status=error.status)
