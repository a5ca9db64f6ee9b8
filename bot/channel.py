"""The input channel `crm`: a turn in, a turn out. Who asks is the CRM alone."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Request
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, json

from bot.failures import BadRequest
from bot.messages import CHANNEL
from bot.turn_request import read_request
from bot.turns import Turns


class CrmInput(InputChannel):
    """POST /webhooks/crm/webhook with the bot's bearer token; GET /webhooks/crm/health without one."""

    def __init__(self, token: str) -> None:
        if not token:
            raise ValueError("RAPPORT_BOT_TOKEN is empty: without it anyone on this machine could speak as the CRM.")
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        """Part of the address."""
        return CHANNEL

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The two routes; Rasa's own way of taking messages is not used."""
        webhook = Blueprint("crm_webhook")

        @webhook.route("/health", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            turns = _turns(request)
            ready = turns is not None
            return json({"ready": ready, "model_id": turns.model_id if turns else None}, status=200 if ready else 503)

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._knows(request):
                return _error(401, "wrong_token", "send the bot's token as Authorization: Bearer")
            turns = _turns(request)
            if turns is None:
                return _failure("rasa_error", "the model is not loaded yet")
            try:
                status, answer = await turns.take(read_request(request.json))
            except (BadRequest, SanicException) as error:
                return _error(400, "bad_request", str(error))
            return json(answer, status=status, ensure_ascii=False)

        return webhook

    def _knows(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self._token)


def _turns(request: Request) -> Turns | None:
    return getattr(request.app.ctx, "turns", None)


def _failure(code: str, detail: str) -> HTTPResponse:
    return json({"failure": {"code": code, "detail": detail}, "calls": []}, status=503)


def _error(status: int, code: str, message: str) -> HTTPResponse:
    return json({"error": {"code": code, "message": message}}, status=status)
