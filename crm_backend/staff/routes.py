"""The staff API. `opening` is for people who are not logged in yet."""

from aiohttp import web

from crm_backend.kit.addresses import address_of
from crm_backend.kit.openapi import Api
from crm_backend.kit.web import DATABASE, HUB, json_answer
from crm_backend.staff.http import begin_session, end_session, require_same_origin, require_staff, session_token
from crm_backend.staff.schemas import (
    AcceptBody,
    ChangeBody,
    Done,
    InvitationAnswer,
    InvitationView,
    InviteBody,
    Invited,
    LogInBody,
    PasswordBody,
    StaffList,
    StaffView,
)
from crm_backend.staff.service import STAFF

opening = Api("staff")
api = Api("staff", security="staff")
INVITATION = "/console/invitation/"
ACCOUNTS_TOPIC = "staff-accounts"


@opening.route("POST", "/api/staff/login", answer=StaffView, body=LogInBody)
async def staff_log_in(request: web.Request, body: LogInBody) -> web.Response:
    """Log in: the answer sets the session cookie."""
    require_same_origin(request)
    db, staff = request.app[DATABASE], request.app[STAFF]
    log_in = await staff.log_in(db, body.email, body.password, address_of(request))
    response = json_answer(log_in.staff)
    begin_session(request, response, log_in)
    return response


@opening.route("GET", "/api/staff/invitations/{token}", answer=InvitationView)
async def staff_invitation(request: web.Request) -> InvitationView:
    """Who a link is for, while it works."""
    async with request.app[DATABASE].reading() as session:
        person = await request.app[STAFF].invitation(session, request.match_info["token"])
    return InvitationView(email=person.email, name=person.name)


@opening.route("POST", "/api/staff/invitations/{token}", answer=StaffView, body=AcceptBody)
async def staff_accept_invitation(request: web.Request, body: AcceptBody) -> StaffView:
    """Choose the password that the link is for. It works once."""
    require_same_origin(request)
    token = request.match_info["token"]
    return await request.app[STAFF].accept_invitation(request.app[DATABASE], token, body.password)


@api.route("POST", "/api/staff/logout", answer=Done)
async def staff_log_out(request: web.Request) -> web.Response:
    """End this session."""
    await require_staff(request)
    async with request.app[DATABASE].transaction() as session:
        await request.app[STAFF].log_out(session, session_token(request))
    response = json_answer(Done())
    end_session(request, response)
    return response


@api.route("GET", "/api/staff/me", answer=StaffView)
async def staff_me(request: web.Request) -> StaffView:
    """Who is logged in."""
    return await require_staff(request)


@api.route("PUT", "/api/staff/me/password", answer=Done, body=PasswordBody)
async def staff_change_password(request: web.Request, body: PasswordBody) -> Done:
    """Another password of one's own: ends the other sessions."""
    person = await require_staff(request)
    db, staff, token = request.app[DATABASE], request.app[STAFF], session_token(request)
    await staff.change_password(db, person.id, body.old_password, body.new_password, token=token)
    return Done()


@api.route("GET", "/api/staff", answer=StaffList)
async def list_staff(request: web.Request) -> StaffList:
    """Everybody, by name. Admins only."""
    await require_staff(request, "admin")
    async with request.app[DATABASE].reading() as session:
        return StaffList(staff=await request.app[STAFF].list_staff(session))


@api.route("POST", "/api/staff/invitations", answer=InvitationAnswer, body=InviteBody, status=201)
async def invite_staff(request: web.Request, body: InviteBody) -> InvitationAnswer:
    """A new account, and the link to choose its password, told only here. Admins only."""
    await require_staff(request, "admin")
    async with request.app[DATABASE].transaction() as session:
        invited = await request.app[STAFF].invite(session, email=body.email, name=body.name, role=body.role)
    return _shown(invited)


@api.route("POST", "/api/staff/{staff_id}/password-link", answer=InvitationAnswer, status=201)
async def staff_password_link(request: web.Request) -> InvitationAnswer:
    """A link to choose a new password, told only here. Admins only."""
    await require_staff(request, "admin")
    async with request.app[DATABASE].transaction() as session:
        return _shown(await request.app[STAFF].new_password_link(session, request.match_info["staff_id"]))


@api.route("PATCH", "/api/staff/{staff_id}", answer=StaffView, body=ChangeBody)
async def change_staff(request: web.Request, body: ChangeBody) -> StaffView:
    """Change a role, disable or enable. Admins only; an admin who can log in always stays."""
    await require_staff(request, "admin")
    return await apply_change(request, request.match_info["staff_id"], body)


async def apply_change(request: web.Request, staff_id: str, change: ChangeBody) -> StaffView:
    """For the API and the pages: whoever watches learns of it at once, so that a disabled person is out."""
    staff = request.app[STAFF]
    async with request.app[DATABASE].transaction() as session:
        if change.role is not None:
            await staff.change_role(session, staff_id, change.role)
        if change.disabled is not None:
            await (staff.disable if change.disabled else staff.enable)(session, staff_id)
        person = await staff.get(session, staff_id)
    await request.app[HUB].notify(ACCOUNTS_TOPIC)
    return person


def _shown(invited: Invited) -> InvitationAnswer:
    return InvitationAnswer(path=INVITATION + invited.token, expires_at=invited.expires_at, staff=invited.staff)
