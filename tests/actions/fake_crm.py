"""A CRM in memory, and the same one over HTTP. The only fake: everything else of the action server is real."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from actions.crm_client import Change, Order, Proposal, ProposalOutcome, Reading, Shown
from actions.crm_errors import (
    BadOrderId,
    ChangeDropped,
    ChangeExpired,
    ChangeNotFound,
    ContactUnreadable,
    CrmError,
    CrmUnavailable,
    DetailsInvalid,
    NoneLeft,
    NotPossible,
    OrderLocked,
    OrderNotFound,
    ProofNeeded,
    ProofWrong,
    ProposalNotFound,
)
from rapport_text.order_ids import order_key

CANCELLABLE = ("placed", "paid", "packed")
CHANGES = ("cancel_order", "change_address", "change_items", "change_time")
REQUESTS = ("request_return", "request_exchange", "request_repair")
STATUS: dict[type[CrmError], tuple[int, str]] = {
    ProofNeeded: (403, "orders.proof_needed"),
    ProofWrong: (403, "orders.proof_wrong"),
    OrderLocked: (429, "orders.locked"),
    OrderNotFound: (404, "orders.not_found"),
    BadOrderId: (400, "orders.bad_id"),
    ContactUnreadable: (400, "orders.contact_unreadable"),
    NotPossible: (409, "orders.not_possible"),
    DetailsInvalid: (400, "orders.details_invalid"),
    ChangeExpired: (409, "orders.change_expired"),
    ChangeDropped: (409, "orders.change_dropped"),
    ChangeNotFound: (404, "orders.change_not_found"),
    NoneLeft: (404, "solutions.none_left"),
    ProposalNotFound: (404, "solutions.proposal_not_found"),
    CrmUnavailable: (503, "web.unavailable"),
}


def make_order(order_id: str, state: str = "paid", **other: Any) -> Order:
    """An order placed on Monday, Nov 2 2026, expected in three days."""
    expected = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    order: dict[str, Any] = {
        "order_id": order_id,
        "state": state,
        "placed_at": "2026-11-02T10:00:00Z",
        "expected_at": expected.isoformat(),
        "delivered_at": "2026-11-05T10:00:00Z" if state in ("delivered", "returned", "refunded") else None,
        "cancelled_at": "2026-11-04T10:00:00Z" if state == "cancelled" else None,
        "total": "1299.00",
        "currency": "CNY",
        "courier": "SF Express" if state not in (*CANCELLABLE, "cancelled") else None,
        "tracking_number": "SF1234567890" if state not in (*CANCELLABLE, "cancelled") else None,
        "items": [{"name_en": "Mechanical keyboard", "name_zh": "机械键盘", "quantity": 1}],
        "cancellable": state in CANCELLABLE,
        "delivery_wish": None,
        "possible": list(CHANGES if state in CANCELLABLE else REQUESTS if state == "delivered" else ()),
        "return_until": "2026-11-21T10:00:00Z" if state == "delivered" else None,
        "requests": [],
    }
    return {**order, **other}  # type: ignore[typeddict-item]


def make_reading(need: str = "other", **other: Any) -> Reading:
    """A calm reading that is sure of itself."""
    reading: dict[str, Any] = {
        "need": need,
        "also": [],
        "confidence": 0.9,
        "sure": True,
        "priority": "normal",
        "reasons": [],
        "sentiment": {"label": "neutral", "value": 0.0},
        "language": "en",
        "entities": [],
        "options": [],
    }
    return {**reading, **other}  # type: ignore[typeddict-item]


class FakeCrm:
    """One customer: verified with orders of their own, or a visitor who proves them with `contact`."""

    def __init__(self, orders: list[Order], *, verified: bool = True, contact: str = "13800138000") -> None:
        self.orders = {order_key(order["order_id"]): order for order in orders}
        self.proven = set(self.orders) if verified else set[str]()
        self.verified, self.contact = verified, contact
        self.tries_left, self.away = 3, False
        self.changes: dict[str, dict[str, str]] = {}
        self.details: dict[str, object] = {}  # of the newest change
        self.invalid: dict[str, str] = {}  # operation: problem
        self.read: Reading | None = None  # None: the CRM can't say
        self.solutions: list[str] = []  # titles, best first
        self.score = 0.9  # the chance that each of them fits
        self.proposals: dict[str, Proposal] = {}
        self.helped: dict[str, bool] = {}
        self.calls: list[str] = []

    async def recent_orders(self, conversation_id: str) -> list[Order]:
        self._called("recent_orders")
        return [order for key, order in self.orders.items() if key in self.proven][:5]

    async def order(self, conversation_id: str, order_id: str) -> Order:
        self._called(f"order {order_id}")
        return self._visible(order_id)

    async def prove(self, conversation_id: str, order_id: str, contact: str, message_id: str) -> Order:
        self._called(f"prove {order_id} {contact}")
        if self.tries_left < 1:
            raise OrderLocked("orders.locked")
        if "@" not in contact and not contact.strip("+ ").replace(" ", "").isdigit():
            raise ContactUnreadable("orders.contact_unreadable")
        key = order_key(order_id)
        if key not in self.orders or contact != self.contact:
            self.tries_left -= 1
            raise ProofWrong("orders.proof_wrong", tries_left=self.tries_left)
        self.proven.add(key)
        return self.orders[key]

    async def propose_change(
        self, conversation_id: str, order_id: str, operation: str, details: Mapping[str, object], message_id: str
    ) -> Change:
        self._called(f"propose {operation} {order_id} {message_id}")
        order = self._visible(order_id)
        if operation not in order["possible"]:
            raise self._not_possible(order, operation)
        if operation in self.invalid:
            raise DetailsInvalid("orders.details_invalid", problem=self.invalid[operation])
        self.details = dict(details)
        for change in self.changes.values():
            change["state"] = "dropped" if change["state"] == "open" else change["state"]
        number = f"ch{len(self.changes) + 1}"
        self.changes[number] = {"order": order_key(order_id), "state": "open", "operation": operation}
        return {
            "id": number,
            "operation": operation,
            "expires_at": "2026-11-23T12:00:00Z",
            "order": order,
            "shown": _shown(details, order),
        }

    async def apply(self, conversation_id: str, change_id: str, message_id: str) -> Change:
        self._called(f"apply {change_id} {message_id}")
        change = self._change(change_id)
        if change["state"] == "expired":
            raise ChangeExpired("orders.change_expired")
        if change["state"] == "dropped":
            raise ChangeDropped("orders.change_dropped")
        order, operation = self.orders[change["order"]], change["operation"]
        if change["state"] == "open" and operation not in order["possible"]:
            raise self._not_possible(order, operation)
        change["state"] = "applied"
        if operation == "cancel_order":
            order["state"], order["cancellable"], order["possible"] = "cancelled", False, []
        return {"id": change_id, "state": "applied", "operation": operation, "order": order}

    async def drop(self, conversation_id: str, change_id: str, message_id: str) -> Change:
        self._called(f"drop {change_id}")
        change = self._change(change_id)
        change["state"] = "dropped" if change["state"] == "open" else change["state"]
        return {"id": change_id, "state": change["state"], "operation": change["operation"]}

    async def reading(self, conversation_id: str) -> Reading:
        self._called("reading")
        if self.read is None:
            raise CrmUnavailable("crm_unavailable")
        return self.read

    async def propose(
        self, conversation_id: str, need: str | None, text: str, message_id: str, products: Sequence[str], least: float
    ) -> Proposal:
        self._called(f"propose {need} {text}")
        unseen = self.solutions[len(self.proposals) :] if self.score >= least else []
        if not unseen:
            raise NoneLeft("solutions.none_left")
        number = f"p{len(self.proposals) + 1}"
        self.proposals[number] = {
            "id": number,
            "solution_id": unseen[0].lower().replace(" ", "-"),
            "rank": len(self.proposals) + 1,
            "title": unseen[0],
            "body": f"About {unseen[0]}",
            "need": need or "other",
            "left": len(unseen) - 1,
        }
        return self.proposals[number]

    async def outcome(self, conversation_id: str, proposal_id: str, helped: bool, message_id: str) -> ProposalOutcome:
        self._called(f"outcome {proposal_id} {helped}")
        if proposal_id not in self.proposals:
            raise ProposalNotFound("solutions.proposal_not_found")
        self.helped[proposal_id] = helped
        return {"id": proposal_id, "helped": helped, "failures": list(self.helped.values()).count(False)}

    def _not_possible(self, order: Order, operation: str) -> NotPossible:
        kind = operation.removeprefix("request_")
        asked = any(request["kind"] == kind and request["state"] == "open" for request in order["requests"])
        late = operation in REQUESTS and order["state"] == "delivered"
        reason = "requested" if asked else "too_late" if late else "state"
        return NotPossible("orders.not_possible", operation=operation, state=order["state"], reason=reason)

    def _called(self, what: str) -> None:
        self.calls.append(what)
        if self.away:
            raise CrmUnavailable("crm_unavailable")

    def _visible(self, order_id: str) -> Order:
        key = order_key(order_id)
        if key in self.proven:
            return self.orders[key]
        if self.tries_left < 1:
            raise OrderLocked("orders.locked")
        raise OrderNotFound("orders.not_found") if self.verified else ProofNeeded("orders.proof_needed")

    def _change(self, change_id: str) -> dict[str, str]:
        if change_id not in self.changes:
            raise ChangeNotFound("orders.change_not_found")
        return self.changes[change_id]


def _shown(details: Mapping[str, Any], order: Order) -> Shown:
    wish = details.get("wish") or details.get("reason") or details.get("fault")
    items = details.get("items") is not None
    return {
        "address_before": "Portland ****",
        "address": details.get("address"),
        "recipient": details.get("recipient"),
        "phone": details.get("phone"),
        "wish": wish,
        "items": order["items"] if items else None,
        "total": "999.00" if items else None,
        "less": "300.00" if items and order["state"] != "placed" else None,
    }


def http_app(crm: FakeCrm, accepted: str = "t") -> web.Application:
    """The fake behind the addresses of the CRM's API for actions."""
    routes = web.RouteTableDef()
    base = "/api/crm/conversations/{cid}"

    @routes.get(base + "/orders")
    async def recent(request: web.Request) -> web.Response:
        return web.json_response({"orders": await crm.recent_orders(request.match_info["cid"])})

    @routes.get(base + "/orders/{order}")
    async def one(request: web.Request) -> web.Response:
        return web.json_response(await crm.order(request.match_info["cid"], request.match_info["order"]))

    @routes.post(base + "/orders/{order}/proof")
    async def proof(request: web.Request) -> web.Response:
        body, info = await request.json(), request.match_info
        return web.json_response(await crm.prove(info["cid"], info["order"], body["contact"], body["message_id"]))

    @routes.post(base + "/changes")
    async def propose(request: web.Request) -> web.Response:
        body = await request.json()
        answer = await crm.propose_change(
            request.match_info["cid"], body["order_id"], body["operation"], body["details"], body["message_id"]
        )
        return web.json_response(answer)

    @routes.post(base + "/changes/{id}/{what:apply|drop}")
    async def end(request: web.Request) -> web.Response:
        body, info = await request.json(), request.match_info
        call = crm.apply if info["what"] == "apply" else crm.drop
        return web.json_response(await call(info["cid"], info["id"], body["message_id"]))

    @routes.post(base + "/reading")
    async def read(request: web.Request) -> web.Response:
        return web.json_response(await crm.reading(request.match_info["cid"]))

    @routes.post(base + "/proposals")
    async def solution(request: web.Request) -> web.Response:
        body = await request.json()
        answer = await crm.propose(
            request.match_info["cid"], body["need"], body["text"], body["message_id"], body["products"], body["least"]
        )
        return web.json_response(answer)

    @routes.post(base + "/proposals/{id}/outcome")
    async def result(request: web.Request) -> web.Response:
        body, info = await request.json(), request.match_info
        return web.json_response(await crm.outcome(info["cid"], info["id"], body["helped"], body["message_id"]))

    @web.middleware
    async def errors(request: web.Request, handler: Any) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {accepted}":
            return web.json_response({"error": {"code": "web.wrong_token", "message": ""}}, status=401)
        try:
            answer: web.StreamResponse = await handler(request)
        except CrmError as error:
            status, code = STATUS[type(error)]
            return web.json_response({"error": {"code": code, "message": "…", **error.details}}, status=status)
        return answer

    app = web.Application(middlewares=[errors])
    app.add_routes(routes)
    return app
