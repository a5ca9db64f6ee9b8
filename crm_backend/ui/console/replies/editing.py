"""One reply or fact: written in both languages, previewed, published, and brought back to what it was."""

from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.errors import NotFound, RapportError
from crm_backend.kit.web import DATABASE, language_of
from crm_backend.replies.schemas import Content, TextView, Variant
from crm_backend.replies.service import REPLIES
from crm_backend.replies.views import filled
from crm_backend.solutions.service import SOLUTIONS
from crm_backend.staff.schemas import StaffView
from crm_backend.staff.service import STAFF
from crm_backend.ui.console.account import told
from crm_backend.ui.console.desk import by_script, field, for_staff, see, show
from crm_backend.ui.console.forms import long_form, number_of
from crm_backend.ui.console.replies import typed
from crm_backend.ui.console.replies.listing import PATHS

ONE = "/console/{kind:replies|facts}/{name}"


def add_to(app: web.Application) -> None:
    app.router.add_get(ONE, for_staff(edit_page, "manager"))
    app.router.add_post(ONE, for_staff(save, "manager"))
    app.router.add_get(f"{ONE}/versions", for_staff(versions_page, "manager"))
    app.router.add_post(f"{ONE}/restore", for_staff(restore, "manager"))
    app.router.add_post(f"{ONE}/discard", for_staff(discard, "manager"))


async def edit_page(request: web.Request, person: StaffView) -> web.Response:
    async with request.app[DATABASE].reading() as session:
        view = await _view(request, session)
        return await _form(request, session, person, view, view.draft or view.published)


async def save(request: web.Request, person: StaffView) -> web.Response:
    """Keep the draft, and publish it if that is wished; or only show it."""
    form = await long_form(request)
    do, base, name = field(form, "do"), number_of(form, "base"), request.match_info["name"]
    async with request.app[DATABASE].reading() as session:
        view = await _view(request, session)
    given = typed.read(form, view.original)
    if do == "preview":
        return await _previewed(request, person, view, given)
    try:
        typed.check_lengths(given)
        async with request.app[DATABASE].transaction() as session:
            revision = base
            if given != view.published or view.draft is not None or base != view.revision:
                revision = (await request.app[REPLIES].save_draft(session, name, given, base, person.id)).revision
            if do == "publish":
                await request.app[REPLIES].publish(session, name, revision, person.id)
    except RapportError as error:
        return await _refused(request, person, given, base, error)
    return see(f"{_path(view)}?done={'publish' if do == 'publish' else 'save'}")


async def _refused(
    request: web.Request, person: StaffView, given: Content, base: int, error: RapportError
) -> web.Response:
    """The form as it was typed; if somebody was faster, with their text beside it."""
    async with request.app[DATABASE].reading() as session:
        view = await _view(request, session)
        theirs = view.draft or view.published
        differences = typed.differences(theirs, given) if view.revision != base else None
        if differences is None:
            view = view.model_copy(update={"revision": base})
        return await _form(request, session, person, view, given, error=error, differences=differences)


async def _previewed(request: web.Request, person: StaffView, view: TextView, given: Content) -> web.Response:
    async with request.app[DATABASE].reading() as session:
        preview = filled(given, await request.app[REPLIES].facts(session))
        if by_script(request):
            return show(request, "replies/_preview.html", person, {"preview": preview})
        return await _form(request, session, person, view, given, preview=preview)


async def _form(
    request: web.Request,
    session: AsyncSession,
    person: StaffView,
    view: TextView,
    given: Content,
    *,
    error: RapportError | None = None,
    differences: list[Any] | None = None,
    preview: list[Variant] | None = None,
) -> web.Response:
    facts = await request.app[REPLIES].texts(session, "fact")
    uses = await request.app[SOLUTIONS].uses_of_facts(session)
    done = request.query.get("done", "")
    context = {
        "tab": "facts" if view.kind == "fact" else "replies",
        "view": view,
        "given": given,
        "preview": preview or [],
        "facts": facts,
        "fact_values": {fact.name: fact.text[language_of(request)] for fact in facts},
        "used_in": uses.get(view.name, []),
        "differences": differences,
        "error": told(request, error) if error else "",
        "done": done if done in ("save", "publish", "discard") else "",
        "limits": {"text": typed.TEXT, "title": typed.TITLE, "value": typed.VALUE},
        "path": _path(view),
    }
    return show(request, "replies/edit.html", person, context, status=error.status if error else 200)


async def versions_page(request: web.Request, person: StaffView) -> web.Response:
    return await _versions(request, person)


async def restore(request: web.Request, person: StaffView) -> web.Response:
    """An older version as the draft; number 0 is the text as it shipped."""
    form, name = await request.post(), request.match_info["name"]
    try:
        async with request.app[DATABASE].transaction() as session:
            view = await _view(request, session)
            number, base = number_of(form, "number"), number_of(form, "base")
            await request.app[REPLIES].restore(session, name, number, base, person.id)
    except RapportError as error:
        return await _versions(request, person, error)
    return see(f"{_path(view)}?done=save")


async def discard(request: web.Request, person: StaffView) -> web.Response:
    form = await request.post()
    try:
        async with request.app[DATABASE].transaction() as session:
            view = await _view(request, session)
            await request.app[REPLIES].discard_draft(session, view.name, number_of(form, "base"))
    except RapportError as error:
        return await _versions(request, person, error)
    return see(f"{_path(view)}?done=discard")


async def _versions(request: web.Request, person: StaffView, error: RapportError | None = None) -> web.Response:
    async with request.app[DATABASE].reading() as session:
        view = await _view(request, session)
        versions = await request.app[REPLIES].versions(session, view.name)
        names = await request.app[STAFF].names(session, [one.author_id for one in versions if one.author_id])
    older = [*versions[1:], None]
    context = {
        "tab": "facts" if view.kind == "fact" else "replies",
        "view": view,
        "names": names,
        "versions": [
            (one, typed.differences(before.content, one.content) if before else [])
            for one, before in zip(versions, older, strict=True)
        ],
        "error": told(request, error) if error else "",
        "path": f"{_path(view)}/versions",
    }
    return show(request, "replies/versions.html", person, context, status=error.status if error else 200)


async def _view(request: web.Request, session: AsyncSession) -> TextView:
    view = await request.app[REPLIES].get(session, request.match_info["name"])
    if _path(view) != f"/console/{request.match_info['kind']}/{view.name}":
        raise NotFound("replies.not_found")
    return view


def _path(view: TextView) -> str:
    return f"{PATHS[view.kind]}/{view.name}"
