"""Who asks where an order is: a customer of Rapport, and a sender of stock Rasa."""

import time
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

import aiohttp

from crm_backend.commands.chat_client import ChatClient

PATIENCE = 60.0


class WrongAnswer(Exception):
    """The answer does not tell about the order that was asked for."""


@dataclass(frozen=True)
class Asked:
    """One turn, in seconds: until the message was acknowledged, and until its answer was in the customer's hands."""

    acknowledged: float
    answered: float


class Asker(Protocol):
    """One conversation that asks again and again."""

    async def ask(self, text: str, order_id: str) -> Asked: ...


class RapportCustomer:
    """The public chat API: the message goes in, the answer comes with the feed."""

    def __init__(self, client: ChatClient) -> None:
        self._client = client

    async def ask(self, text: str, order_id: str) -> Asked:
        """WrongAnswer if the replies do not name the order."""
        begun, said, seen = time.perf_counter(), "", False
        sent = await self._client.send(text, client_message_id=uuid4().hex)
        acknowledged = time.perf_counter() - begun
        while not seen or self._client.state.working:
            if time.perf_counter() - begun > PATIENCE:
                raise WrongAnswer(f"no answer within {PATIENCE:g} s")
            for message in (await self._client.updates(wait=20)).messages:
                seen = seen or message.id == sent.id
                said += message.text if message.sender == "assistant" else ""
        answered = time.perf_counter() - begun
        _check(said, order_id)
        return Asked(acknowledged, answered)


class StockSender:
    """Rasa's REST channel; the sender is a conversation of the CRM, which the actions ask about."""

    def __init__(self, http: aiohttp.ClientSession, url: str, conversation_id: str) -> None:
        self._http = http
        self._url = f"{url}/webhooks/rest/webhook"
        self._sender = conversation_id

    async def ask(self, text: str, order_id: str) -> Asked:
        """WrongAnswer if the replies do not name the order."""
        metadata = {"language": "en", "verified": True, "strategy": "default", "channel": "web"}
        body = {"sender": self._sender, "message": text, "metadata": metadata}
        begun = time.perf_counter()
        async with self._http.post(self._url, json=body) as response:
            replies: list[dict[str, Any]] = await response.json(content_type=None)
        answered = time.perf_counter() - begun
        _check("".join(str(reply.get("text", "")) for reply in replies), order_id)
        return Asked(answered, answered)


def _check(said: str, order_id: str) -> None:
    if order_id not in said:
        raise WrongAnswer(f"{order_id} was asked for, the answer is: {said[:200] or 'nothing'}")
