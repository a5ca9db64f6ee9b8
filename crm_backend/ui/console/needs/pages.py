"""The need catalogue with its counts, and the models that read needs."""

from aiohttp import web

from crm_backend.conversations.service import CONVERSATIONS
from crm_backend.errors import NotFound
from crm_backend.kit.web import DATABASE, language_of
from crm_backend.needs.service import NEED_SERVICE
from crm_backend.staff.schemas import StaffView
from crm_backend.ui.console.desk import field, for_staff, see, show
from crm_backend.ui.console.naming import need_name
from crm_backend.ui.console.needs import views

PATH = "/console/needs"


def add_to(app: web.Application) -> None:
    app.router.add_get(PATH, for_staff(needs_page, "manager"))
    app.router.add_post(f"{PATH}/models/{{model_id}}/activate", for_staff(activate, "manager"))


async def needs_page(request: web.Request, person: StaffView) -> web.Response:
    return await _page(request, person)


async def activate(request: web.Request, person: StaffView) -> web.Response:
    """A model that is worse than the active one is asked for twice."""
    model_id, sure = request.match_info["model_id"], field(await request.post(), "sure")
    async with request.app[DATABASE].reading() as session:
        lines = views.model_lines(await request.app[NEED_SERVICE].models(session))
    wished = next((line for line in lines if line.model.id == model_id), None)
    if wished is None:
        raise NotFound("needs.no_such_model")
    if wished.worse and not sure:
        return await _page(request, person, unsure=wished)
    async with request.app[DATABASE].transaction() as session:
        await request.app[NEED_SERVICE].activate(session, model_id)
    return see(f"{PATH}?done=activated")


async def _page(request: web.Request, person: StaffView, unsure: views.ModelLine | None = None) -> web.Response:
    language = language_of(request)
    async with request.app[DATABASE].reading() as session:
        needs = request.app[NEED_SERVICE]
        lines = views.model_lines(await needs.models(session))
        labels = await needs.counts_of_labels(session)
        conversations = await request.app[CONVERSATIONS].counts_by_need(session)
    context = {
        "tab": "needs",
        "catalogue": needs.catalogue(),
        "labels": labels,
        "conversations": conversations,
        "models": lines,
        "unsure": unsure,
        "languages": views.LANGUAGES,
        "need_name": lambda need: need_name(need, language),
        "done": request.query.get("done") == "activated",
        "path": PATH,
    }
    return show(request, "needs/needs.html", person, context, status=409 if unsure else 200)
