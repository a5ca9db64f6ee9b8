"""Praise, suggestions and complaints, as managers read them."""

from aiohttp import web

from crm_backend.kit.web import DATABASE
from crm_backend.satisfaction.service import SATISFACTION
from crm_backend.staff.schemas import StaffView
from crm_backend.ui.console.desk import for_staff, show
from crm_backend.ui.console.forms import number_of

PATH = "/console/feedback"
ABOUT = ("praise", "suggestion", "complaint")
PAGE = 40


def add_to(app: web.Application) -> None:
    app.router.add_get(PATH, for_staff(list_page, "manager"))


async def list_page(request: web.Request, person: StaffView) -> web.Response:
    about = next((one for one in ABOUT if one == request.query.get("about")), None)
    page = number_of(request.query, "page") or 1
    async with request.app[DATABASE].reading() as session:
        given = await request.app[SATISFACTION].feedback(session, about=about, limit=PAGE + 1, offset=(page - 1) * PAGE)
    context = {"abouts": ABOUT, "about": about, "given": given[:PAGE], "page": page, "more": len(given) > PAGE}
    return show(request, "feedback.html", person, context)
