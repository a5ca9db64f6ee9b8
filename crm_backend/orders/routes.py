"""The CRM API for the assistant's actions."""

from aiohttp import web

from crm_backend.errors import RapportError
from crm_backend.kit import failpoints
from crm_backend.kit.auth import require_service
from crm_backend.kit.openapi import Api
from crm_backend.kit.web import DATABASE, SETTINGS
from crm_backend.orders.schemas import (
    AppliedChangeView,
    ChangeRequest,
    ConfirmRequest,
    ConversationCustomer,
    DroppedChangeView,
    OrderList,
    OrdersQuery,
    OrderView,
    PendingChangeView,
    ProofRequest,
)
from crm_backend.orders.service import ORDERS

api = Api("crm", "service")
_CONVERSATION = "/api/crm/conversations/{conversation_id}"


@api.route("GET", f"{_CONVERSATION}/customer", answer=ConversationCustomer)
async def conversation_customer(request: web.Request) -> ConversationCustomer:
    """Who the conversation is with."""
    require_service(request, "actions")
    async with request.app[DATABASE].reading() as session:
        return await request.app[ORDERS].customer(session, request.match_info["conversation_id"])


@api.route("GET", f"{_CONVERSATION}/orders", answer=OrderList, query=OrdersQuery)
async def recent_orders(request: web.Request, query: OrdersQuery) -> OrderList:
    """The newest orders that may be seen in the conversation."""
    require_service(request, "actions")
    async with request.app[DATABASE].reading() as session:
        conversation_id = request.match_info["conversation_id"]
        return OrderList(orders=await request.app[ORDERS].recent(session, conversation_id, query.limit))


@api.route("GET", f"{_CONVERSATION}/orders/{{order_id}}", answer=OrderView)
async def find_order(request: web.Request) -> OrderView:
    """One order, however its id is typed.

    403 orders.proof_needed, 404 orders.not_found (verified customers), 429 orders.locked: never whether it exists.
    """
    require_service(request, "actions")
    async with request.app[DATABASE].reading() as session:
        return await request.app[ORDERS].find(
            session, request.match_info["conversation_id"], request.match_info["order_id"]
        )


@api.route("POST", f"{_CONVERSATION}/orders/{{order_id}}/proof", answer=OrderView, body=ProofRequest)
async def prove_order(request: web.Request, body: ProofRequest) -> OrderView:
    """Prove an order with the phone or e-mail on it.

    403 orders.proof_wrong with tries_left (never 0), 429 orders.locked, 400 orders.contact_unreadable (not counted).
    """
    require_service(request, "actions")
    conversation_id, order_id = request.match_info["conversation_id"], request.match_info["order_id"]
    async with request.app[DATABASE].transaction() as session:
        outcome = await request.app[ORDERS].prove(session, conversation_id, order_id, body.contact, body.message_id)
    if isinstance(outcome, RapportError):
        raise outcome
    return outcome


@api.route("POST", f"{_CONVERSATION}/changes", answer=PendingChangeView, body=ChangeRequest)
async def propose_change(request: web.Request, body: ChangeRequest) -> PendingChangeView:
    """A change that waits for the customer's confirmation.

    409 orders.not_possible with operation, state and reason (state, too_late or requested);
    400 orders.details_invalid with the problem.
    """
    require_service(request, "actions")
    conversation_id = request.match_info["conversation_id"]
    async with request.app[DATABASE].transaction() as session:
        return await request.app[ORDERS].propose(
            session, conversation_id, body.order_id, body.operation, body.message_id, body.details
        )


@api.route("POST", f"{_CONVERSATION}/changes/{{change_id}}/apply", answer=AppliedChangeView, body=ConfirmRequest)
async def apply_change(request: web.Request, body: ConfirmRequest) -> AppliedChangeView:
    """Do what the customer confirmed, once.

    409 orders.change_expired, orders.change_dropped, orders.not_possible; 404 orders.change_not_found.
    """
    require_service(request, "actions")
    conversation_id, change_id = request.match_info["conversation_id"], request.match_info["change_id"]
    async with request.app[DATABASE].transaction() as session:
        applied = await request.app[ORDERS].apply(session, conversation_id, change_id, body.message_id)
    failpoints.passing(request.app[SETTINGS], "after-change")
    return applied


@api.route("POST", f"{_CONVERSATION}/changes/{{change_id}}/drop", answer=DroppedChangeView, body=ConfirmRequest)
async def drop_change(request: web.Request, body: ConfirmRequest) -> DroppedChangeView:
    """The customer does not want it after all."""
    require_service(request, "actions")
    conversation_id, change_id = request.match_info["conversation_id"], request.match_info["change_id"]
    async with request.app[DATABASE].transaction() as session:
        return await request.app[ORDERS].drop(session, conversation_id, change_id)
