"""The composition root: every service is built and wired here, and nowhere else."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from crm_backend import health
from crm_backend.channels import routes as chat_routes
from crm_backend.channels.service import CHAT, ChatService
from crm_backend.conversations import routes as bot_routes
from crm_backend.conversations.assistant_client import Assistant, RasaAssistant
from crm_backend.conversations.dispatch import Dispatcher
from crm_backend.conversations.effects import Effects
from crm_backend.conversations.service import CONVERSATIONS, ConversationService
from crm_backend.conversations.summarising import SUMMARISER, Summariser
from crm_backend.conversations.sweeper import Sweeper
from crm_backend.conversations.turns import TurnKeeper
from crm_backend.customers.service import CUSTOMERS, CustomerService
from crm_backend.demo.service import DEMO, DemoService
from crm_backend.handoff.service import HANDOFF, HandoffService
from crm_backend.kit.clock import Clock, utc_now
from crm_backend.kit.db import Database
from crm_backend.kit.events import Events
from crm_backend.kit.hub import LocalHub
from crm_backend.kit.openapi import Api, document
from crm_backend.kit.redis_hub import RedisHub
from crm_backend.kit.web import CLOCK, DATABASE, HUB, SETTINGS, errors_as_json
from crm_backend.loading.service import LoadService
from crm_backend.needs import routes as need_routes
from crm_backend.needs.catalogue import catalogue
from crm_backend.needs.service import NEED_SERVICE, NeedService
from crm_backend.orders import routes as order_routes
from crm_backend.orders.service import ORDERS, OrderService
from crm_backend.replies import routes as reply_routes
from crm_backend.replies.originals import read_originals
from crm_backend.replies.service import REPLIES, ReplyService
from crm_backend.satisfaction.service import SATISFACTION, SatisfactionService
from crm_backend.settings import Settings
from crm_backend.solutions import routes as solution_routes
from crm_backend.solutions.service import SOLUTIONS, SolutionService
from crm_backend.staff import routes as staff_routes
from crm_backend.staff.service import STAFF, StaffService
from crm_backend.ui.console.routes import add_console
from crm_backend.ui.shared.pages import setup_pages
from crm_backend.ui.shop.routes import add_shop
from crm_backend.ui.widget.routes import add_widget

VERSION = "0.1.0"


@dataclass(frozen=True)
class Services:
    """Everything below the routes. Commands and tests use them without a server."""

    clock: Clock
    database: Database
    hub: LocalHub
    customers: CustomerService
    staff: StaffService
    conversations: ConversationService
    orders: OrderService
    needs: NeedService
    satisfaction: SatisfactionService
    handoff: HandoffService
    replies: ReplyService
    solutions: SolutionService
    loading: LoadService
    demo: DemoService
    chat: ChatService
    keeper: TurnKeeper
    dispatcher: Dispatcher
    sweeper: Sweeper
    summariser: Summariser


def build_services(settings: Settings, assistant: Assistant, clock: Clock = utc_now) -> Services:
    """The services over one store. `settings` come with their secrets (kit.auth.with_secrets)."""
    events = Events()
    database = Database(settings.store_url)
    hub = RedisHub(settings.redis_url) if settings.redis_url else LocalHub()
    customers = CustomerService(settings, clock, events)
    staff = StaffService(settings, clock, events)
    conversations = ConversationService(settings, clock, events, hub, customers, staff)
    satisfaction = SatisfactionService(settings, clock, events)
    conversations.surveys = satisfaction
    replies = ReplyService(clock, read_originals())
    orders = OrderService(settings, clock, events, customers, conversations, replies)
    loading = LoadService(settings, clock, events, customers, orders)
    wanted = {need.id: need.kind in ("order", "answer", "person") for need in catalogue()}
    solutions = SolutionService(clock, conversations, orders, replies, wanted)
    keeper = TurnKeeper(settings, clock, conversations, Effects(conversations, events), replies)
    return Services(
        clock=clock,
        database=database,
        hub=hub,
        customers=customers,
        staff=staff,
        conversations=conversations,
        orders=orders,
        needs=NeedService(settings, clock, events, database, conversations, orders),
        satisfaction=satisfaction,
        handoff=HandoffService(settings, clock, events, conversations, staff),
        replies=replies,
        solutions=solutions,
        loading=loading,
        demo=DemoService(settings, clock, events, loading, customers, orders),
        chat=ChatService(settings, clock, database, customers, conversations),
        keeper=keeper,
        dispatcher=Dispatcher(settings, clock, database, hub, assistant, keeper),
        sweeper=Sweeper(settings, clock, database, conversations, satisfaction),
        summariser=Summariser(settings, clock, database),
    )


def create_app(settings: Settings, assistant: Assistant | None = None, clock: Clock = utc_now) -> web.Application:
    """The whole of crm_backend. Tests pass a FakeAssistant and a clock of their own."""
    assistant = assistant or RasaAssistant(settings)
    services = build_services(settings, assistant, clock)
    app = web.Application(middlewares=[errors_as_json], client_max_size=settings.max_frame_bytes)
    app[SETTINGS], app[DATABASE], app[HUB], app[CLOCK] = settings, services.database, services.hub, clock
    app[CUSTOMERS], app[STAFF], app[CONVERSATIONS] = services.customers, services.staff, services.conversations
    app[ORDERS], app[SATISFACTION], app[HANDOFF] = services.orders, services.satisfaction, services.handoff
    app[REPLIES], app[SOLUTIONS], app[SUMMARISER] = services.replies, services.solutions, services.summariser
    app[CHAT], app[DEMO], app[NEED_SERVICE] = services.chat, services.demo, services.needs
    _add_routes(app, settings)
    health.add_health(app, assistant)
    app.cleanup_ctx.append(_work(services, assistant))
    return app


def _add_routes(app: web.Application, settings: Settings) -> None:
    apis = [
        chat_routes.opening,
        chat_routes.api,
        staff_routes.opening,
        staff_routes.api,
        order_routes.api,
        need_routes.api,
        need_routes.staff_api,
        bot_routes.api,
        reply_routes.api,
        solution_routes.api,
        solution_routes.staff_api,
        health.api,
    ]
    for api in apis:
        api.add_to(app)
    chat_routes.add_websocket(app)
    _publish(app, apis)
    setup_pages(app)
    add_console(app)
    add_widget(app)
    if settings.demo:
        add_shop(app)
    else:
        app.router.add_get("/", _to_console)


async def _to_console(_request: web.Request) -> web.Response:
    raise web.HTTPSeeOther("/console")


def _publish(app: web.Application, apis: list[Api]) -> None:
    described = document(apis, VERSION)

    async def openapi(_request: web.Request) -> web.Response:
        return web.json_response(described)

    app.router.add_get("/api/openapi.json", openapi)


def _work(services: Services, assistant: Assistant):  # type: ignore[no-untyped-def]
    async def work(_app: web.Application) -> AsyncIterator[None]:
        """The dispatcher, the sweeper, the summariser and the reader of needs run as long as the server does."""
        if isinstance(services.hub, RedisHub):
            await services.hub.start()
        runners = (services.dispatcher, services.sweeper, services.summariser, services.needs)
        tasks = [asyncio.create_task(runner.run()) for runner in runners]
        yield
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await services.dispatcher.stop()
        await services.needs.close()
        await assistant.close()
        if isinstance(services.hub, RedisHub):
            await services.hub.close()
        await services.database.close()

    return work
