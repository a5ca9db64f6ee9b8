"""One solution: read, written, previewed, published. What was typed stays in the form whatever goes wrong."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.errors import Invalid, RapportError
from crm_backend.kit.web import DATABASE, language_of
from crm_backend.needs.catalogue import need_ids
from crm_backend.orders.service import ORDERS
from crm_backend.replies.service import REPLIES
from crm_backend.solutions.schemas import Content, SolutionView
from crm_backend.solutions.service import SOLUTIONS
from crm_backend.staff.rules import may
from crm_backend.staff.schemas import StaffView
from crm_backend.ui.console.account import told
from crm_backend.ui.console.desk import by_script, field, for_staff, see, show
from crm_backend.ui.console.forms import long_form
from crm_backend.ui.console.naming import languages_for, need_name, need_names
from crm_backend.ui.console.solutions import typed, views
from crm_backend.ui.console.solutions.shown import WORDING, Shown, shown_in_chat
from crm_backend.ui.console.solutions.typed import Typed

ENTRY = f"{views.LIST}/entries/{{solution_id}}"
NEW = f"{views.LIST}/new"


def add_to(app: web.Application) -> None:
    app.router.add_get(NEW, for_staff(new_page, "manager"))
    app.router.add_post(NEW, for_staff(create, "manager"))
    app.router.add_get(ENTRY, for_staff(entry_page))
    app.router.add_post(ENTRY, for_staff(save, "manager"))


async def new_page(request: web.Request, person: StaffView) -> web.Response:
    need = request.query.get("need", "")
    return await _form(request, person, Typed(need=need if need in need_ids() else ""))


async def create(request: web.Request, person: StaffView) -> web.Response:
    given, do = await _given(request)
    if do == "preview":
        return await _previewed(request, person, given)
    solution_id = typed.id_for(given)
    try:
        async with request.app[DATABASE].transaction() as session:
            view = await request.app[SOLUTIONS].create(session, solution_id, typed.content_of(given), person)
            if do == "publish":
                await request.app[SOLUTIONS].publish(session, solution_id, view.revision, person)
    except RapportError as error:
        return await _form(request, person, given, error=error)
    return see(f"{path_of(solution_id)}?done={do}")


async def entry_page(request: web.Request, person: StaffView) -> web.Response:
    async with request.app[DATABASE].reading() as session:
        view = await request.app[SOLUTIONS].get(session, request.match_info["solution_id"])
        content = await kept(request, session, view)
        if not may(person.role, "manager"):
            return await _read_only(request, session, person, view, content)
    given = typed.of_content(view.id, content, view.revision)
    return await _form(request, person, given, done=request.query.get("done", ""))


async def save(request: web.Request, person: StaffView) -> web.Response:
    """Keep the draft, and publish it if that is wished."""
    given, do = await _given(request)
    solution_id = request.match_info["solution_id"]
    if do == "preview":
        return await _previewed(request, person, given)
    try:
        async with request.app[DATABASE].transaction() as session:
            await _keep(request, session, solution_id, given, person, publish=do == "publish")
    except RapportError as error:
        return await _form(request, person, given, error=error)
    return see(f"{path_of(solution_id)}?done={do}")


async def _keep(
    request: web.Request,
    session: AsyncSession,
    solution_id: str,
    given: Typed,
    person: StaffView,
    *,
    publish: bool,
) -> None:
    """A text that is published already makes no draft."""
    solutions, content, base = request.app[SOLUTIONS], typed.content_of(given), given.base
    before = await solutions.get(session, solution_id)
    if base != before.revision or content != before.published or before.draft is not None:
        base = (await solutions.save_draft(session, solution_id, content, base, person)).revision
    if publish:
        await solutions.publish(session, solution_id, base, person)


async def _given(request: web.Request) -> tuple[Typed, str]:
    form = await long_form(request)
    ticked = [name for name in need_ids() if name in form.getall("also", [])]
    do = field(form, "do")
    return typed.read(form, ticked), do if do in ("publish", "preview") else "save"


async def _previewed(request: web.Request, person: StaffView, given: Typed) -> web.Response:
    """What a customer would read; for our script only that part of the page."""
    try:
        content = typed.content_of(given)
    except RapportError as error:
        if by_script(request):
            return show(request, "solutions/_preview.html", person, {"previews": {}, "problem": told(request, error)})
        return await _form(request, person, given, error=error)
    async with request.app[DATABASE].reading() as session:
        previews = await in_chat(request, session, content)
    if by_script(request):
        return show(request, "solutions/_preview.html", person, {"previews": previews, "problem": ""})
    return await _form(request, person, given, previews=previews)


async def _form(
    request: web.Request,
    person: StaffView,
    given: Typed,
    *,
    error: RapportError | None = None,
    previews: Mapping[str, Shown] | None = None,
    done: str = "",
) -> web.Response:
    """The editor with what was typed; after a conflict with what the other person saved beside it."""
    async with request.app[DATABASE].reading() as session:
        context = await _around(request, session, given)
        view: SolutionView | None = context["view"]
        theirs = await kept(request, session, view) if view and view.revision != given.base else None
    differences = _clash(theirs, given) if theirs else None
    context |= {
        "given": given,
        # Only who was shown the other text may put theirs in its place
        "base": view.revision if view and differences is not None else given.base,
        "differences": differences,
        "previews": previews or {},
        "error": told(request, error) if error else "",
        "problem": "",
        "done": done if done in ("save", "publish") else "",
        "path": path_of(view.id) if view else NEW,
    }
    status = error.status if error else 200
    return show(request, "solutions/edit.html", person, context, status=status)


def _clash(theirs: Content, given: Typed) -> list[views.Difference] | None:
    try:
        return views.differences(theirs, typed.content_of(given))
    except Invalid:  # what was typed is not complete: that is told first
        return None


async def _around(request: web.Request, session: AsyncSession, given: Typed) -> dict[str, Any]:
    """What the editor needs besides the text: the solution as it is, needs, facts, articles."""
    language, solution_id = language_of(request), request.match_info.get("solution_id")
    view = await request.app[SOLUTIONS].get(session, solution_id) if solution_id else None
    products = [line.strip() for line in given.products.splitlines()]
    return {
        "view": view,
        "shown": (await request.app[SOLUTIONS].shown(session)).get(solution_id or "", 0),
        "may_edit": True,
        "tab": "list",
        "needs": need_names(language),
        "need_name": lambda need: need_name(need, language),
        "languages": languages_for(language),
        "facts": await request.app[REPLIES].texts(session, "fact"),
        "products": await request.app[ORDERS].products(session, products),
        "limits": {"title": typed.TITLE, "body": typed.BODY},
    }


async def _read_only(
    request: web.Request, session: AsyncSession, person: StaffView, view: SolutionView, content: Content
) -> web.Response:
    language = language_of(request)
    context = {
        "tab": "list",
        "view": view,
        "content": content,
        "languages": languages_for(language),
        "previews": await in_chat(request, session, content),
        "problem": "",
        "shown": (await request.app[SOLUTIONS].shown(session)).get(view.id, 0),
        "need_name": lambda need: need_name(need, language),
        "products": await request.app[ORDERS].products(session, content.products),
        "may_edit": False,
    }
    return show(request, "solutions/read.html", person, context)


async def in_chat(request: web.Request, session: AsyncSession, content: Content) -> dict[str, Shown]:
    """With the facts and the assistant's wording of today."""
    wording = await request.app[REPLIES].get(session, WORDING)
    return shown_in_chat(content, wording.published, await request.app[REPLIES].facts(session))


async def kept(request: web.Request, session: AsyncSession, view: SolutionView) -> Content:
    """What is edited: the draft, else what is published; of a retired one the newest that was."""
    content = view.draft or view.published
    return content or (await request.app[SOLUTIONS].versions(session, view.id))[0].content


def path_of(solution_id: str) -> str:
    return ENTRY.format(solution_id=solution_id)
