"""The need catalogue with its counts, and the models that read needs."""

from aiohttp import web

from crm_backend.conversations.service import CONVERSATIONS
from crm_backend.errors import Conflict
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
    try:
        await request.app[NEED_SERVICE].choose(model_id, even_if_worse=bool(sure))
    except Conflict:
        return await _page(request, person, unsure=model_id)
    return see(f"{PATH}?done=activated")


async def _page(request: web.Request, person: StaffView, unsure: str | None = None) -> web.Response:
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
        "unsure": next((line for line in lines if line.model.id == unsure), None),
        "languages": views.LANGUAGES,
        "need_name": lambda need: need_name(need, language),
        "done": request.query.get("done") == "activated",
        "path": PATH,
    }
    return show(request, "needs/needs.html", person, context, status=409 if unsure else 200)
