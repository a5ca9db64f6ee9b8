"""The only HTTP of the action server: the CRM's API for actions."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, Protocol, TypedDict
from urllib.parse import quote

import aiohttp
from yarl import URL

from actions.crm_errors import CrmUnavailable, error_for
from actions.settings import ActionSettings


class Item(TypedDict):
    """One line of an order."""

    name_en: str
    name_zh: str
    quantity: int


class Request(TypedDict):
    """What is asked for on an order: return, exchange, repair or refund; open, done or rejected."""

    kind: str
    state: str
    created_at: str
    ended_at: str | None


class Order(TypedDict):
    """An order as the CRM tells it; times ISO 8601 in UTC."""

    order_id: str
    state: str
    placed_at: str
    expected_at: str | None
    delivered_at: str | None
    cancelled_at: str | None
    total: str
    currency: str
    courier: str | None
    tracking_number: str | None
    items: list[Item]
    cancellable: bool
    delivery_wish: str | None
    possible: list[str]  # operations
    return_until: str | None
    requests: list[Request]


class Shown(TypedDict):
    """What a change makes different; the address so far is masked. `less`: what a paid order gets cheaper by."""

    address_before: str | None
    address: str | None
    recipient: str | None
    phone: str | None
    wish: str | None
    items: list[Item] | None
    total: str | None
    less: str | None


class Change(TypedDict):
    """A change that waits for the customer's word, or what became of it."""

    id: str
    state: NotRequired[str]
    operation: NotRequired[str]
    expires_at: NotRequired[str]
    order: NotRequired[Order]
    shown: NotRequired[Shown]


class Sentiment(TypedDict):
    """`value` from -1 to 1."""

    label: str
    value: float


class Found(TypedDict):
    """An entity in what the customer wrote; `value` in its canonical form."""

    label: str
    start: int
    end: int
    value: str


class Reading(TypedDict):
    """How the CRM reads the conversation so far; `options`: the likely needs to ask about when it is not `sure`.

    `reasons`: what in it is pressing: safety, fraud, legal, today; anger, again, loss.
    """

    need: str
    also: list[str]
    confidence: float
    sure: bool
    priority: str
    reasons: list[str]
    sentiment: Sentiment
    language: str
    entities: list[Found]
    options: list[str]


class Proposal(TypedDict):
    """A solution shown in this conversation; `left`: how many more there are."""

    id: str
    solution_id: str
    rank: int
    title: str
    body: str
    need: str
    left: int


class ProposalOutcome(TypedDict):
    """Whether a solution helped; `failures`: how many of this conversation did not."""

    id: str
    helped: bool
    failures: int


class Crm(Protocol):
    """What actions may ask of the CRM. Every call can raise the errors of `crm_errors`."""

    async def recent_orders(self, conversation_id: str) -> list[Order]:
        """The customer's newest orders, and those proven in this conversation."""

    async def order(self, conversation_id: str, order_id: str) -> Order:
        """One order, if this conversation may see it."""

    async def prove(self, conversation_id: str, order_id: str, contact: str, message_id: str) -> Order:
        """Show by phone or e-mail that the order is the customer's."""

    async def propose_change(
        self, conversation_id: str, order_id: str, operation: str, details: Mapping[str, object], message_id: str
    ) -> Change:
        """Begin an operation on an order: nothing happens before it is applied."""

    async def apply(self, conversation_id: str, change_id: str, message_id: str) -> Change:
        """Do what the customer confirmed; the same message again changes nothing more."""

    async def drop(self, conversation_id: str, change_id: str, message_id: str) -> Change:
        """Forget the change."""

    async def reading(self, conversation_id: str) -> Reading:
        """What the customer needs, by everything said so far."""

    async def propose(
        self, conversation_id: str, need: str | None, text: str, message_id: str, products: Sequence[str], least: float
    ) -> Proposal:
        """The best solution that was not shown yet; the same message gets the same. NoneLeft when there is none.

        `least`: the chance to fit, 0 to 1, below which none is shown.
        """

    async def outcome(self, conversation_id: str, proposal_id: str, helped: bool, message_id: str) -> ProposalOutcome:
        """Keep whether a solution helped."""


class CrmClient:
    """The CRM over HTTP. One session for the process, opened at the first call."""

    def __init__(self, settings: ActionSettings) -> None:
        self._base = settings.crm_url.rstrip("/") + "/api/crm/conversations"
        self._token = settings.actions_token.get_secret_value()
        self._timeout = aiohttp.ClientTimeout(total=settings.crm_timeout)
        self._session: aiohttp.ClientSession | None = None

    async def recent_orders(self, conversation_id: str) -> list[Order]:
        """See Crm."""
        answer = await self._call("GET", conversation_id, "orders?limit=5")
        return list(answer["orders"])

    async def order(self, conversation_id: str, order_id: str) -> Order:
        """See Crm."""
        answer: Order = await self._call("GET", conversation_id, f"orders/{quote(order_id, safe='')}")
        return answer

    async def prove(self, conversation_id: str, order_id: str, contact: str, message_id: str) -> Order:
        """See Crm."""
        body = {"contact": contact, "message_id": message_id}
        answer: Order = await self._call("POST", conversation_id, f"orders/{quote(order_id, safe='')}/proof", body)
        return answer

    async def propose_change(
        self, conversation_id: str, order_id: str, operation: str, details: Mapping[str, object], message_id: str
    ) -> Change:
        """See Crm."""
        body = {"order_id": order_id, "operation": operation, "details": dict(details), "message_id": message_id}
        answer: Change = await self._call("POST", conversation_id, "changes", body)
        return answer

    async def apply(self, conversation_id: str, change_id: str, message_id: str) -> Change:
        """See Crm."""
        path = f"changes/{quote(change_id, safe='')}/apply"
        answer: Change = await self._call("POST", conversation_id, path, {"message_id": message_id})
        return answer

    async def drop(self, conversation_id: str, change_id: str, message_id: str) -> Change:
        """See Crm."""
        path = f"changes/{quote(change_id, safe='')}/drop"
        answer: Change = await self._call("POST", conversation_id, path, {"message_id": message_id})
        return answer

    async def reading(self, conversation_id: str) -> Reading:
        """See Crm."""
        answer: Reading = await self._call("POST", conversation_id, "reading", {})
        return answer

    async def propose(
        self, conversation_id: str, need: str | None, text: str, message_id: str, products: Sequence[str], least: float
    ) -> Proposal:
        """See Crm."""
        wish = {"need": need, "text": text, "message_id": message_id}
        body = {**wish, "products": list(products), "least": least}
        answer: Proposal = await self._call("POST", conversation_id, "proposals", body)
        return answer

    async def outcome(self, conversation_id: str, proposal_id: str, helped: bool, message_id: str) -> ProposalOutcome:
        """See Crm."""
        path = f"proposals/{quote(proposal_id, safe='')}/outcome"
        body = {"helped": helped, "message_id": message_id}
        answer: ProposalOutcome = await self._call("POST", conversation_id, path, body)
        return answer

    async def close(self) -> None:
        """End the session."""
        if self._session is not None:
            await self._session.close()

    async def _call(
        self, method: str, conversation_id: str, path: str, body: Mapping[str, object] | None = None
    ) -> Any:
        """One call; a connection that was not made is tried once more, since nothing can have happened yet."""
        url = URL(f"{self._base}/{quote(conversation_id, safe='')}/{path}", encoded=True)
        try:
            return await self._once(method, url, body)
        except aiohttp.ClientConnectorError:
            await asyncio.sleep(0.1)
        except (TimeoutError, aiohttp.ClientError, ValueError) as problem:
            raise CrmUnavailable("crm_unavailable", problem=type(problem).__name__) from problem
        try:
            return await self._once(method, url, body)
        except (TimeoutError, aiohttp.ClientError, ValueError) as problem:
            raise CrmUnavailable("crm_unavailable", problem=type(problem).__name__) from problem

    async def _once(self, method: str, url: URL, body: Mapping[str, object] | None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._open().request(method, url, json=body, headers=headers) as response:
            answer = json.loads(await response.text())
            if response.status < 400:
                return answer
        error = dict(answer.get("error") or {}) if isinstance(answer, dict) else {}
        code = str(error.pop("code", ""))
        raise error_for(code if response.status < 500 else f"http_{response.status}", error)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session
