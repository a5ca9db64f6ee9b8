"""The console on a small app: real services and a real database, no assistant."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from crm_backend.conversations.service import CONVERSATIONS, ConversationService
from crm_backend.conversations.summarising import SUMMARISER, Summariser
from crm_backend.customers.service import CUSTOMERS, CustomerService
from crm_backend.handoff.service import HANDOFF, HandoffService
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database
from crm_backend.kit.events import Events
from crm_backend.kit.hub import LocalHub
from crm_backend.kit.web import CLOCK, DATABASE, HUB, SETTINGS, errors_as_json
from crm_backend.needs.catalogue import catalogue
from crm_backend.needs.service import NEED_SERVICE, NeedService
from crm_backend.orders.service import ORDERS, OrderService
from crm_backend.replies.originals import read_originals
from crm_backend.replies.service import REPLIES, ReplyService
from crm_backend.satisfaction.service import SATISFACTION, SatisfactionService
from crm_backend.settings import Settings
from crm_backend.solutions.service import SOLUTIONS, SolutionService
from crm_backend.staff import routes as staff_routes
from crm_backend.staff.service import STAFF, StaffService
from crm_backend.ui.console.routes import add_console
from tests.crm_backend.conftest import SetClock

Client = TestClient[web.Request, web.Application]
NewClient = Callable[..., Awaitable[Client]]
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def build_console(settings: Settings, database: Database, clock: Clock) -> web.Application:
    events, hub = Events(), LocalHub()
    customers, staff = CustomerService(settings, clock, events), StaffService(settings, clock, events)
    conversations = ConversationService(settings, clock, events, hub, customers, staff)
    conversations.surveys = surveys = SatisfactionService(settings, clock, events)
    app = web.Application(middlewares=[errors_as_json], client_max_size=settings.max_frame_bytes)
    app[SETTINGS], app[DATABASE], app[HUB], app[CLOCK] = settings, database, hub, clock
    app[CUSTOMERS], app[STAFF], app[CONVERSATIONS] = customers, staff, conversations
    app[SATISFACTION] = surveys
    app[SUMMARISER] = Summariser(settings, clock, database)
    app[REPLIES] = ReplyService(clock, read_originals())
    app[ORDERS] = OrderService(settings, clock, events, customers, conversations, app[REPLIES])
    app[HANDOFF] = HandoffService(settings, clock, events, conversations, staff)
    app[NEED_SERVICE] = NeedService(settings, clock, events, database, conversations, app[ORDERS])
    wanted = {need.id: need.kind in ("order", "answer", "person") for need in catalogue()}
    app[SOLUTIONS] = SolutionService(clock, conversations, app[ORDERS], app[REPLIES], wanted)
    for api in (staff_routes.opening, staff_routes.api):
        api.add_to(app)
    add_console(app)
    return app


@pytest.fixture
async def console(settings: Settings, database: Database, clock: SetClock) -> web.Application:
    app = build_console(settings, database, clock)
    async with database.transaction() as session:
        await app[STAFF].create_demo_staff(session)
    return app


@pytest.fixture
async def new_client(aiohttp_client: Callable[..., Awaitable[Client]], console: web.Application) -> NewClient:
    """`await new_client("agent")`: a browser of its own, logged in with that role; without one, logged out."""
    server = TestServer(console)
    await server.start_server()

    async def make(role: str | None = None, locale: str = "en") -> Client:
        client = await aiohttp_client(server)
        cookies = {"rapport_locale": locale}
        if role:
            cookies["rapport_staff"] = await _session(console, role)
        client.session.cookie_jar.update_cookies(cookies, server.make_url("/"))
        return client

    return make


async def _session(console: web.Application, role: str) -> str:
    """As after a log-in, without the time that a password takes."""
    staff = console[STAFF]
    async with console[DATABASE].transaction() as session:
        person = next(p for p in await staff.list_staff(session) if p.role == role)
        return (await staff._new_session(session, await staff._get(session, person.id))).token
