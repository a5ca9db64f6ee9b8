"""HTTP in one place: app keys, JSON in and out, and how errors look outside."""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from crm_backend.errors import Invalid, RapportError, TooLarge, TooMany, Unavailable
from crm_backend.kit import texts
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database
from crm_backend.kit.hub import Hub
from crm_backend.settings import Settings

SETTINGS = web.AppKey("settings", Settings)
DATABASE = web.AppKey("database", Database)
HUB = web.AppKey("hub", Hub)
CLOCK: web.AppKey[Clock] = web.AppKey("clock")

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
M = TypeVar("M", bound=BaseModel)


def language_of(request: web.Request) -> str:
    """The language to answer a request in: ?locale=, the cookie, then Accept-Language."""
    return texts.choose_language(
        request.query.get("locale"),
        request.cookies.get("rapport_locale"),
        request.headers.get("Accept-Language"),
    )


def error_body(error: RapportError, language: str) -> dict[str, object]:
    """`{"error": {"code", "message", **params}}`, with the message in the reader's language."""
    message = texts.text(error.code, language, **error.params) if texts.has(error.code) else error.code
    return {"error": {"code": error.code, "message": message, **error.params}}


def json_answer(model: BaseModel, status: int = 200) -> web.Response:
    return web.Response(text=model.model_dump_json(), status=status, content_type="application/json")


def parse[M: BaseModel](schema: type[M], raw: bytes | str) -> M:
    """A schema from JSON text; Invalid names the first field that is wrong and why."""
    try:
        return schema.model_validate_json(raw)
    except ValidationError as problem:
        raise _invalid(problem) from None


async def read_body[M: BaseModel](request: web.Request, schema: type[M]) -> M:
    try:
        return parse(schema, await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise TooLarge("web.body_too_large", limit=request._client_max_size) from None


def read_query[M: BaseModel](request: web.Request, schema: type[M]) -> M:
    try:
        return schema.model_validate(dict(request.query))
    except ValidationError as problem:
        raise _invalid(problem) from None


def _invalid(problem: ValidationError) -> Invalid:
    first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return Invalid("web.not_json")
    field = ".".join(str(part) for part in first["loc"]) or "body"
    return Invalid("web.field_invalid", field=field, reason=first["msg"])


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Named errors under /api/ become JSON; whatever was not foreseen is logged whole and told in one sentence."""
    if not request.path.startswith("/api/"):
        return await handler(request)
    try:
        return await handler(request)
    except RapportError as error:
        return error_response(error, language_of(request))
    except web.HTTPException as error:
        if error.status < 400:
            raise
        code = {404: "web.no_such_address", 405: "web.method_not_allowed"}.get(error.status, "web.refused")
        shown = RapportError(code)
        shown.status = error.status
        response = error_response(shown, language_of(request))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except Exception:
        log.exception("unforeseen error at %s %s", request.method, request.path)
        shown = Unavailable("web.unforeseen")
        shown.status = 500
        return error_response(shown, language_of(request))


def error_response(error: RapportError, language: str) -> web.Response:
    headers = {"Retry-After": str(error.params["retry_after"])} if isinstance(error, TooMany) else None
    body = json.dumps(error_body(error, language), ensure_ascii=False)
    return web.Response(text=body, status=error.status, content_type="application/json", headers=headers)
