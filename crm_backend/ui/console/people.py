"""The staff page, for admins: who works here, in which role, and links for passwords."""

from aiohttp import web

from crm_backend.errors import Invalid, RapportError
from crm_backend.kit.web import DATABASE, SETTINGS
from crm_backend.staff.routes import INVITATION, apply_change
from crm_backend.staff.rules import ROLES
from crm_backend.staff.schemas import ChangeBody, Invited, StaffView
from crm_backend.staff.service import STAFF
from crm_backend.ui.console.account import told
from crm_backend.ui.console.desk import field, for_staff, see, show

PATH = "/console/staff"


def add_to(app: web.Application) -> None:
    app.router.add_get(PATH, for_staff(staff_page, "admin"))
    app.router.add_post(f"{PATH}/invite", for_staff(invite, "admin"))
    app.router.add_post(f"{PATH}/{{staff_id}}/link", for_staff(password_link, "admin"))
    app.router.add_post(f"{PATH}/{{staff_id}}/role", for_staff(change_role, "admin"))
    app.router.add_post(f"{PATH}/{{staff_id}}/{{change:enable|disable}}", for_staff(change_state, "admin"))


async def staff_page(request: web.Request, person: StaffView) -> web.Response:
    return await _page(request, person)


async def invite(request: web.Request, person: StaffView) -> web.Response:
    form = await request.post()
    given = {name: field(form, name) for name in ("email", "name", "role")}
    role = next((role for role in ROLES if role == given["role"]), None)
    try:
        if role is None:
            raise Invalid("console.role_unknown")
        async with request.app[DATABASE].transaction() as session:
            invited = await request.app[STAFF].invite(session, email=given["email"], name=given["name"], role=role)
    except RapportError as error:
        return await _page(request, person, error=error, given=given)
    return await _page(request, person, invited=invited)


async def password_link(request: web.Request, person: StaffView) -> web.Response:
    try:
        async with request.app[DATABASE].transaction() as session:
            invited = await request.app[STAFF].new_password_link(session, request.match_info["staff_id"])
    except RapportError as error:
        return await _page(request, person, error=error)
    return await _page(request, person, invited=invited)


async def change_role(request: web.Request, person: StaffView) -> web.Response:
    wish = field(await request.post(), "role")
    return await _change(request, person, ChangeBody(role=next((role for role in ROLES if role == wish), None)))


async def change_state(request: web.Request, person: StaffView) -> web.Response:
    return await _change(request, person, ChangeBody(disabled=request.match_info["change"] == "disable"))


async def _change(request: web.Request, person: StaffView, change: ChangeBody) -> web.Response:
    try:
        await apply_change(request, request.match_info["staff_id"], change)
    except RapportError as error:
        return await _page(request, person, error=error)
    return see(PATH)


async def _page(
    request: web.Request,
    person: StaffView,
    *,
    invited: Invited | None = None,
    error: RapportError | None = None,
    given: dict[str, str] | None = None,
) -> web.Response:
    async with request.app[DATABASE].reading() as session:
        people = await request.app[STAFF].list_staff(session)
    origin = request.app[SETTINGS].public_url.rstrip("/") or f"{request.scheme}://{request.host}"
    context = {
        "path": PATH,
        "people": people,
        "roles": ROLES,
        "invited": invited,
        "link": f"{origin}{INVITATION}{invited.token}" if invited else None,
        "error": told(request, error) if error else None,
        "given": given or {"email": "", "name": "", "role": "agent"},
    }
    return show(request, "staff.html", person, context, status=error.status if error else 200)
