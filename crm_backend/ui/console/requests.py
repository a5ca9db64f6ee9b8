"""What customers asked for on orders: the list that staff work through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.customers.service import CUSTOMERS
from crm_backend.errors import RapportError
from crm_backend.kit.web import DATABASE, language_of
from crm_backend.orders.schemas import OrderRequestView, RequestKind, RequestState
from crm_backend.orders.service import ORDERS
from crm_backend.staff.schemas import StaffView
from crm_backend.staff.service import STAFF
from crm_backend.ui.console import facts
from crm_backend.ui.console.account import told
from crm_backend.ui.console.desk import for_staff, see, show
from crm_backend.ui.console.forms import number_of

PATH = "/console/requests"
ENDS = "done|rejected"
STATES: tuple[RequestState, ...] = get_args(RequestState)
KINDS: tuple[RequestKind, ...] = get_args(RequestKind)
PAGE = 40


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to; without a kind, to none."""

    state: RequestState
    kind: RequestKind | None
    page: int

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Narrowed":
        """What is not one of the choices counts as not chosen."""
        return cls(
            state=next((one for one in STATES if one == query.get("state")), "open"),
            kind=next((one for one in KINDS if one == query.get("kind")), None),
            page=number_of(query, "page") or 1,
        )

    def choices(self, state: str | None = None, page: int = 1) -> str:
        """As the query of an address; the same state if none is named."""
        named = {"state": state or self.state, "kind": self.kind, "page": page if page > 1 else None}
        return f"?{urlencode({name: value for name, value in named.items() if value})}"


def add_to(app: web.Application) -> None:
    app.router.add_get(PATH, for_staff(list_page))
    app.router.add_post(f"{PATH}/{{request_id}}/{{state:{ENDS}}}", for_staff(end_request))


async def list_page(request: web.Request, person: StaffView) -> web.Response:
    return await _page(request, person)


async def end_request(request: web.Request, person: StaffView) -> web.Response:
    narrowed = Narrowed.read(request.query)
    try:
        await end(request, person)
    except RapportError as error:
        return await _page(request, person, error)
    return see(f"{PATH}{narrowed.choices(page=narrowed.page)}")


async def end(request: web.Request, person: StaffView) -> None:
    """Of the request and with the state in the address."""
    request_id = request.match_info["request_id"]
    state: RequestState = "done" if request.match_info["state"] == "done" else "rejected"
    async with request.app[DATABASE].transaction() as session:
        await request.app[ORDERS].end_request(session, request_id, person.id, state)


async def _page(request: web.Request, person: StaffView, error: RapportError | None = None) -> web.Response:
    narrowed, language = Narrowed.read(request.query), language_of(request)
    first = (narrowed.page - 1) * PAGE
    async with request.app[DATABASE].reading() as session:
        orders = request.app[ORDERS]
        found = await orders.request_page(session, narrowed.state, narrowed.kind, limit=PAGE, offset=first)
        waiting = await orders.request_page(session, "open", narrowed.kind, limit=0)
        context = await _people(request, session, found.requests)
    context |= {
        "path": f"{PATH}{narrowed.choices(page=narrowed.page)}",
        "states": STATES,
        "kinds": KINDS,
        "narrowed": narrowed,
        "requests": found.requests,
        "more": found.count > first + PAGE,
        "waiting": waiting.count,
        "details": lambda asked: facts.details(asked, language),
        "error": told(request, error) if error else None,
    }
    return show(request, "requests.html", person, context, status=error.status if error else 200)


async def _people(request: web.Request, session: AsyncSession, requests: list[OrderRequestView]) -> dict[str, object]:
    """Names of the customers, and of the staff who ended a request, by id."""
    customers = await request.app[CUSTOMERS].by_ids(session, {one.customer_id for one in requests})
    staff_ids = {one.staff_id for one in requests if one.staff_id}
    return {
        "customers": {customer.id: customer.name for customer in customers.values() if customer.name},
        "ended_by": await request.app[STAFF].names(session, sorted(staff_ids)),
    }
