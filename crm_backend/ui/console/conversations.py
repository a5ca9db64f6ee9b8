"""The list of conversations, the reading view, and what an agent does there."""

import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.rules import rank
from crm_backend.conversations.schemas import ConversationPage, ConversationSummary, Reading
from crm_backend.conversations.service import CONVERSATIONS
from crm_backend.conversations.summarising import SUMMARISER
from crm_backend.customers.service import CUSTOMERS
from crm_backend.errors import RapportError
from crm_backend.handoff.service import HANDOFF, HandoffService
from crm_backend.kit.web import DATABASE, SETTINGS, error_response, language_of
from crm_backend.needs.catalogue import PRIORITIES
from crm_backend.orders.service import ORDERS
from crm_backend.solutions.service import SOLUTIONS
from crm_backend.staff.schemas import StaffView
from crm_backend.ui.console import facts
from crm_backend.ui.console.account import told
from crm_backend.ui.console.desk import by_script, field, for_staff, see, show
from crm_backend.ui.console.naming import need_name, need_names
from crm_backend.ui.console.narrowing import Narrowed
from crm_backend.ui.console.needs.correcting import correct, need_context
from crm_backend.ui.console.needs.views import proposed
from crm_backend.ui.console.requests import ENDS, end
from crm_backend.ui.console.timeline import LIVE_ITEMS, timeline

TABS = {"queue": "queue", "mine": "agent", "assistant": "assistant", "open": "open", "resolved": "nobody"}
PAGE = 40
CONVERSATION = "/console/conversations/{conversation_id}"
Act = Callable[[HandoffService, AsyncSession, str, str], Awaitable[object]]


def add_to(app: web.Application) -> None:
    app.router.add_get("/console", for_staff(list_page))
    app.router.add_get(CONVERSATION, for_staff(reading_page))
    app.router.add_get(f"{CONVERSATION}/live", for_staff(live_part))
    app.router.add_post(f"{CONVERSATION}/reply", for_staff(reply))
    app.router.add_post(f"{CONVERSATION}/need", for_staff(correct))
    app.router.add_post(f"{CONVERSATION}/requests/{{request_id}}/{{state:{ENDS}}}", for_staff(end_request))
    app.router.add_post(f"{CONVERSATION}/accept", for_staff(_acting(HandoffService.accept)))
    app.router.add_post(f"{CONVERSATION}/return", for_staff(_acting(HandoffService.give_back)))
    app.router.add_post(f"{CONVERSATION}/resolve", for_staff(_acting(HandoffService.resolve)))


async def list_page(request: web.Request, person: StaffView) -> web.Response:
    tab = request.query.get("tab", "queue")
    tab = tab if tab in TABS else "queue"
    narrowed = Narrowed.read(request.query)
    async with request.app[DATABASE].reading() as session:
        page = await _listed(request, session, person, tab, narrowed, request.query.get("after"))
        mine = await _listed(request, session, person, "mine", Narrowed(), None) if tab != "mine" or narrowed else page
    if tab == "queue" and page.after is None:
        page.conversations.sort(key=_place_in_queue)
    counts = page.counts | {"mine": len(mine.conversations), "more_mine": mine.after is not None}
    context = {
        "tabs": tuple(TABS),
        "tab": tab,
        "search": narrowed.words,
        "narrowed": narrowed,
        "needs": need_names(language_of(request)),
        "need_name": lambda need: need_name(need, language_of(request)),
        "priorities": PRIORITIES,
        "page": page,
        "counts": counts,
        "open_count": sum(page.counts.get(holder, 0) for holder in ("queue", "agent", "assistant")),
        "page_mark": request.query.get("after", ""),
        "is_later_page": "after" in request.query,
    }
    template = "_list.html" if by_script(request) else "list.html"
    return show(request, template, person, context)


def _place_in_queue(line: ConversationSummary) -> tuple[int, datetime]:
    """Urgent first, then high, then the others; among them, who waits longest."""
    return rank(line.priority), line.waiting_since or line.created_at


async def _listed(
    request: web.Request, session: AsyncSession, person: StaffView, tab: str, narrowed: Narrowed, after: str | None
) -> ConversationPage:
    return await request.app[CONVERSATIONS].list_conversations(
        session,
        holder=TABS[tab],
        agent_id=person.id if tab == "mine" else None,
        search=narrowed.words or None,
        need=narrowed.need or None,
        priority=narrowed.priority or None,
        after=after,
        limit=PAGE,
    )


async def reading_page(request: web.Request, person: StaffView) -> web.Response:
    return await _reading(request, person)


async def live_part(request: web.Request, person: StaffView) -> web.Response:
    """What may have changed: the script puts it in without touching what is open or being typed."""
    context = await _context(request, person, newest=LIVE_ITEMS)
    return show(request, "_live.html", person, context)


async def reply(request: web.Request, person: StaffView) -> web.StreamResponse:
    conversation_id = request.match_info["conversation_id"]
    form = await request.post()
    text, message_id = field(form, "text"), field(form, "client_message_id")[:100] or uuid.uuid4().hex
    try:
        async with request.app[DATABASE].transaction() as session:
            await request.app[HANDOFF].reply(session, conversation_id, person.id, text, message_id)
    except RapportError as error:
        if by_script(request):
            return error_response(error, language_of(request))
        return await _reading(request, person, error=error, draft=text, message_id=message_id)
    return web.Response(status=204) if by_script(request) else see(_path(conversation_id))


async def end_request(request: web.Request, person: StaffView) -> web.Response:
    try:
        await end(request, person)
    except RapportError as error:
        return await _reading(request, person, error=error)
    return see(_path(request.match_info["conversation_id"]))


def _acting(act: Act) -> Callable[[web.Request, StaffView], Awaitable[web.Response]]:
    async def handle(request: web.Request, person: StaffView) -> web.Response:
        conversation_id = request.match_info["conversation_id"]
        try:
            async with request.app[DATABASE].transaction() as session:
                await act(request.app[HANDOFF], session, conversation_id, person.id)
        except RapportError as error:
            return await _reading(request, person, error=error)
        return see(_path(conversation_id))

    return handle


async def _reading(
    request: web.Request,
    person: StaffView,
    *,
    error: RapportError | None = None,
    draft: str = "",
    message_id: str | None = None,
) -> web.Response:
    context = await _context(request, person)
    context |= {
        "error": told(request, error) if error else None,
        "draft": draft,
        "message_id": message_id or uuid.uuid4().hex,
    }
    return show(request, "conversation.html", person, context, status=error.status if error else 200)


async def _context(request: web.Request, person: StaffView, newest: int | None = None) -> dict[str, Any]:
    """Everything that the reading view shows."""
    conversation_id = request.match_info["conversation_id"]
    ledger = request.app[CONVERSATIONS]
    async with request.app[DATABASE].reading() as session:
        reading = await ledger.reading_view(session, conversation_id)
        customer_id = reading.conversation.customer_id
        others = await ledger.list_conversations(session, customer_id=customer_id, limit=8)
        handoffs = await request.app[HANDOFF].history(session, conversation_id)
        context = {
            "profile": await request.app[CUSTOMERS].get(session, customer_id),
            "orders": await request.app[ORDERS].recent(session, conversation_id),
            "requests": await request.app[ORDERS].open_requests(session, conversation_id),
            "handoffs": handoffs,
        }
        context |= await need_context(request, session, reading)
        proposals = await request.app[SOLUTIONS].proposals(session, conversation_id)
    language = language_of(request)
    return context | {
        "path": _path(conversation_id),
        "reading": reading,
        "conversation": reading.conversation,
        "summary": await request.app[SUMMARISER].of(reading),
        "items": timeline(reading, newest, proposed(proposals, language)),
        "others": [other for other in others.conversations if other.id != conversation_id],
        "gathered": facts.gathered(handoffs, language),
        "details": lambda asked: facts.details(asked, language),
        "is_mine": _is_mine(reading, person),
        "composer_key": _composer_key(reading),
        "limit": request.app[SETTINGS].max_message_characters,
        "draft": "",
        "message_id": uuid.uuid4().hex,
        "error": None,
    }


def _is_mine(reading: Reading, person: StaffView) -> bool:
    return reading.conversation.holder == "agent" and reading.conversation.agent_id == person.id


def _composer_key(reading: Reading) -> str:
    """As long as it stays the same, the reply box on the page is still the right one."""
    return f"{reading.conversation.holder}-{reading.epoch}"


def _path(conversation_id: str) -> str:
    return CONVERSATION.format(conversation_id=conversation_id)
