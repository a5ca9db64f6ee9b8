"""Is this process alive, and can it do its work?"""

from typing import Literal

from aiohttp import web
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from crm_backend.conversations.assistant_client import Assistant
from crm_backend.kit.openapi import Api
from crm_backend.kit.web import DATABASE, json_answer

api = Api("health")
_ASSISTANT: web.AppKey[Assistant] = web.AppKey("assistant")


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """`assistant`: without it messages are still taken, and wait."""

    store: bool
    assistant: bool


def add_health(app: web.Application, assistant: Assistant) -> None:
    app[_ASSISTANT] = assistant


@api.route("GET", "/healthz", answer=Health)
async def healthz(_request: web.Request) -> Health:
    """The process is alive."""
    return Health()


@api.route("GET", "/readyz", answer=Readiness)
async def readyz(request: web.Request) -> web.Response:
    """200 if the store and the assistant answer, 503 otherwise."""
    try:
        async with request.app[DATABASE].reading() as session:
            await session.execute(text("SELECT 1"))
        store = True
    except (SQLAlchemyError, OSError):
        store = False
    ready = Readiness(store=store, assistant=await request.app[_ASSISTANT].is_ready())
    return json_answer(ready, 200 if ready.store and ready.assistant else 503)
