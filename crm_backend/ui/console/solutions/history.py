"""The versions of a solution: who wrote them when, what differs, and the way back; and taking one out of force."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.errors import RapportError
from crm_backend.kit.web import DATABASE, language_of
from crm_backend.solutions.schemas import VersionView
from crm_backend.solutions.service import SOLUTIONS, SolutionService
from crm_backend.staff.rules import may
from crm_backend.staff.schemas import StaffView
from crm_backend.staff.service import STAFF
from crm_backend.ui.console.account import told
from crm_backend.ui.console.desk import field, for_staff, see, show
from crm_backend.ui.console.forms import number_of
from crm_backend.ui.console.naming import need_name
from crm_backend.ui.console.solutions import views
from crm_backend.ui.console.solutions.editing import ENTRY, path_of

Act = Callable[[SolutionService, AsyncSession, str, int, StaffView], Awaitable[object]]


def add_to(app: web.Application) -> None:
    app.router.add_get(f"{ENTRY}/versions", for_staff(versions_page))
    app.router.add_post(f"{ENTRY}/restore", for_staff(restore, "manager"))
    app.router.add_post(f"{ENTRY}/retire", for_staff(_acting(SolutionService.retire, "retired"), "manager"))
    app.router.add_post(f"{ENTRY}/discard", for_staff(_acting(SolutionService.discard_draft, "discarded"), "manager"))


async def versions_page(request: web.Request, person: StaffView) -> web.Response:
    return await _page(request, person)


async def restore(request: web.Request, person: StaffView) -> web.Response:
    """An older version as the draft; the editor shows it."""
    form = await request.post()
    solution_id, number, base = request.match_info["solution_id"], number_of(form, "number"), number_of(form, "base")
    try:
        async with request.app[DATABASE].transaction() as session:
            await request.app[SOLUTIONS].restore(session, solution_id, number, base, person)
    except RapportError as error:
        return await _page(request, person, error)
    return see(f"{path_of(solution_id)}?done=save")


def _acting(act: Act, done: str) -> Callable[[web.Request, StaffView], Awaitable[web.Response]]:
    async def handle(request: web.Request, person: StaffView) -> web.Response:
        solution_id, base = request.match_info["solution_id"], number_of(await request.post(), "base")
        try:
            async with request.app[DATABASE].transaction() as session:
                await act(request.app[SOLUTIONS], session, solution_id, base, person)
        except RapportError as error:
            return await _page(request, person, error)
        return see(f"{path_of(solution_id)}/versions?done={done}")

    return handle


async def _page(request: web.Request, person: StaffView, error: RapportError | None = None) -> web.Response:
    solution_id, language = request.match_info["solution_id"], language_of(request)
    async with request.app[DATABASE].reading() as session:
        view = await request.app[SOLUTIONS].get(session, solution_id)
        versions = await request.app[SOLUTIONS].versions(session, solution_id)
        names = await request.app[STAFF].names(session, [one.author_id for one in versions if one.author_id])
    before, after = _compared(request, versions)
    done = request.query.get("done", "")
    context = {
        "tab": "list",
        "view": view,
        "versions": versions,
        "names": names,
        "before": before,
        "after": after,
        "differences": views.differences(before.content, after.content) if before and after else None,
        "need_name": lambda need: need_name(need, language),
        "may_edit": may(person.role, "manager"),
        "done": done if done in ("retired", "discarded") else "",
        "error": told(request, error) if error else "",
        "path": request.path_qs if request.method == "GET" else f"{path_of(solution_id)}/versions",
    }
    return show(request, "solutions/versions.html", person, context, status=error.status if error else 200)


def _compared(
    request: web.Request, versions: Sequence[VersionView]
) -> tuple[VersionView, VersionView] | tuple[None, None]:
    """The two versions that the address asks for, older first."""
    numbered = {str(one.number): one for one in versions}
    pair = [numbered.get(field(request.query, name)) for name in ("before", "after")]
    if pair[0] is None or pair[1] is None:
        return None, None
    older, newer = sorted((pair[0], pair[1]), key=lambda one: one.number)
    return older, newer
