"""The list of solutions, a box to try the matching in, and the report."""

from typing import Any

from aiohttp import web

from crm_backend.kit.web import DATABASE, language_of
from crm_backend.needs.catalogue import need_ids
from crm_backend.solutions.fusing import FITS
from crm_backend.solutions.schemas import CaseKind
from crm_backend.solutions.service import SOLUTIONS
from crm_backend.solutions.views import reason_sentences
from crm_backend.staff.rules import may
from crm_backend.staff.schemas import StaffView
from crm_backend.ui.console.desk import by_script, field, for_staff, show
from crm_backend.ui.console.naming import need_name, need_names
from crm_backend.ui.console.solutions import views
from rapport_text.language import detect

MOST = 10_000  # more solutions than any shop has
TRIED = 6
KINDS: tuple[CaseKind, ...] = ("shown", "helped", "failed", "unmet", "passed_over")
CASES = 200


def add_to(app: web.Application) -> None:
    app.router.add_get(views.LIST, for_staff(list_page))
    app.router.add_get(f"{views.LIST}/try", for_staff(try_page))
    app.router.add_post(f"{views.LIST}/try", for_staff(try_page))
    app.router.add_get(f"{views.LIST}/report", for_staff(report_page))
    app.router.add_get(f"{views.LIST}/cases", for_staff(cases_page))


async def list_page(request: web.Request, person: StaffView) -> web.Response:
    filters = views.read_filters(request.query, need_ids())
    async with request.app[DATABASE].reading() as session:
        found = await request.app[SOLUTIONS].search(session, filters.words, limit=MOST)
        shown = await request.app[SOLUTIONS].shown(session)
    fitting = [one for one in found if views.fits(one, filters, shown.get(one.id, 0))]
    first = (filters.page - 1) * views.PAGE
    context = _common(request, person, "list") | {
        "filters": filters,
        "states": views.STATES,
        "records": views.RECORDS,
        "found": fitting[first : first + views.PAGE],
        "count": len(fitting),
        "more": len(fitting) > first + views.PAGE,
        "shown": shown,
        "title_of": views.title_of,
    }
    return show(request, "solutions/_lines.html" if by_script(request) else "solutions/list.html", person, context)


async def try_page(request: web.Request, person: StaffView) -> web.Response:
    """What would be proposed to a customer who writes this."""
    form = await request.post() if request.method == "POST" else {}
    text, need = field(form, "text").strip()[:4000], field(form, "need")
    need = need if need in need_ids() else ""
    language = detect(text) or language_of(request)
    context = _common(request, person, "try") | {"text": text, "need": need, "spoken": language, "fits": FITS}
    async with request.app[DATABASE].reading() as session:
        solutions = request.app[SOLUTIONS]
        found = await solutions.matches(session, text, language, need=need or None, limit=TRIED) if text else []
    context["tried"] = [(match, reason_sentences(match.reasons, language_of(request))) for match in found]
    return show(request, "solutions/try.html", person, context)


async def report_page(request: web.Request, person: StaffView) -> web.Response:
    async with request.app[DATABASE].reading() as session:
        report = await request.app[SOLUTIONS].report(session)
        titles = {one.id: one.titles for one in await request.app[SOLUTIONS].search(session, limit=MOST)}
    context = _common(request, person, "report") | {"report": report, "titles": titles, "title_of": views.title_of}
    return show(request, "solutions/report.html", person, context)


async def cases_page(request: web.Request, person: StaffView) -> web.Response:
    """The conversations that a figure counts."""
    asked = request.query
    kind = next((one for one in KINDS if one == asked.get("kind")), KINDS[0])
    need, solution_id = asked.get("need", ""), asked.get("solution", "")[:100]
    async with request.app[DATABASE].reading() as session:
        found = await request.app[SOLUTIONS].cases(
            session, kind, need=need or None, solution_id=solution_id or None, limit=CASES
        )
        titles = {one.id: one.titles for one in await request.app[SOLUTIONS].search(session, limit=MOST)}
    context = _common(request, person, "") | {"kind": kind, "need": need, "solution_id": solution_id, "cases": found}
    context |= {"titles": titles, "title_of": views.title_of, "most": CASES}
    return show(request, "solutions/cases.html", person, context)


def _common(request: web.Request, person: StaffView, tab: str) -> dict[str, Any]:
    language = language_of(request)
    return {
        "tab": tab,
        "may_edit": may(person.role, "manager"),
        "needs": need_names(language),
        "need_name": lambda need: need_name(need, language),
        "address": views.address,
    }
