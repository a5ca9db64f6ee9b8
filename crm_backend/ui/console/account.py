"""Log in and out, accept an invitation, one's own password and language."""

from aiohttp import web

from crm_backend.errors import Invalid, RapportError, Unauthorized
from crm_backend.kit import texts
from crm_backend.kit.addresses import address_of
from crm_backend.kit.web import DATABASE, error_body, language_of
from crm_backend.staff.demo import DEMO_ACCOUNTS
from crm_backend.staff.http import begin_session, end_session, require_same_origin, require_staff, session_token
from crm_backend.staff.schemas import LoggedIn, StaffView
from crm_backend.staff.service import STAFF
from crm_backend.ui.console.desk import field, for_staff, see, show
from crm_backend.ui.shared.pages import local_path, remember_language

HOME = "/console"


def add_to(app: web.Application) -> None:
    app.router.add_get("/console/login", log_in_page)
    app.router.add_post("/console/login", log_in)
    app.router.add_post("/console/logout", for_staff(log_out))
    app.router.add_get("/console/invitation/{token}", invitation_page)
    app.router.add_post("/console/invitation/{token}", accept_invitation)
    app.router.add_get("/console/account", for_staff(account_page))
    app.router.add_post("/console/account/password", for_staff(change_password))
    app.router.add_post("/console/account/language", for_staff(change_language))


def told(request: web.Request, error: RapportError) -> str:
    """The sentence of an error, in the reader's language."""
    return str(error_body(error, language_of(request))["error"]["message"])  # type: ignore[index]


async def log_in_page(request: web.Request) -> web.Response:
    try:
        await require_staff(request)
    except Unauthorized:
        return await _log_in_form(request, request.query.get("next", HOME))
    return see(HOME)


async def log_in(request: web.Request) -> web.StreamResponse:
    require_same_origin(request)
    form = await request.post()
    email, after = field(form, "email"), field(form, "next")
    try:
        session = await _begin(request, email, field(form, "password"))
    except RapportError as error:
        return await _log_in_form(request, after, email=email, error=error)
    return _enter(request, session, local_path(after, HOME))


async def _begin(request: web.Request, email: str, password: str) -> LoggedIn:
    return await request.app[STAFF].log_in(request.app[DATABASE], email, password, address_of(request))


def _enter(request: web.Request, session: LoggedIn, path: str) -> web.Response:
    response = see(path)
    begin_session(request, response, session)
    if session.staff.locale:
        remember_language(response, session.staff.locale)
    return response


async def _log_in_form(
    request: web.Request, after: str, *, email: str = "", error: RapportError | None = None
) -> web.Response:
    async with request.app[DATABASE].reading() as session:
        demo = await request.app[STAFF].has_demo_passwords(session)
    context = {
        "next": local_path(after, HOME),
        "email": email,
        "error": told(request, error) if error else None,
        "demo_accounts": DEMO_ACCOUNTS if demo else (),
    }
    return show(request, "login.html", None, context, status=error.status if error else 200)


async def log_out(request: web.Request, _person: StaffView) -> web.Response:
    async with request.app[DATABASE].transaction() as session:
        await request.app[STAFF].log_out(session, session_token(request))
    response = see("/console/login")
    end_session(request, response)
    return response


async def invitation_page(request: web.Request) -> web.Response:
    return await _invitation_form(request)


async def accept_invitation(request: web.Request) -> web.StreamResponse:
    require_same_origin(request)
    form = await request.post()
    password = field(form, "password")
    try:
        _must_match(password, field(form, "repeated"))
        person = await request.app[STAFF].accept_invitation(
            request.app[DATABASE], request.match_info["token"], password
        )
    except Invalid as error:
        return await _invitation_form(request, error)
    return _enter(request, await _begin(request, person.email, password), HOME)


async def _invitation_form(request: web.Request, error: RapportError | None = None) -> web.Response:
    async with request.app[DATABASE].reading() as session:
        invited = await request.app[STAFF].invitation(session, request.match_info["token"])
    context = {"invited": invited, "error": told(request, error) if error else None}
    return show(request, "invitation.html", None, context, status=error.status if error else 200)


async def account_page(request: web.Request, person: StaffView) -> web.Response:
    return show(request, "account.html", person, {"error": None, "done": request.query.get("done")})


async def change_password(request: web.Request, person: StaffView) -> web.Response:
    form = await request.post()
    old, new = field(form, "old_password"), field(form, "password")
    db, token = request.app[DATABASE], session_token(request)
    try:
        _must_match(new, field(form, "repeated"))
        await request.app[STAFF].change_password(db, person.id, old, new, token=token)
    except RapportError as error:
        context = {"error": told(request, error), "done": None, "path": "/console/account"}
        return show(request, "account.html", person, context, status=error.status)
    return see("/console/account?done=password")


async def change_language(request: web.Request, person: StaffView) -> web.Response:
    wish = field(await request.post(), "language")
    language = wish if wish in texts.LANGUAGES else language_of(request)
    async with request.app[DATABASE].transaction() as session:
        await request.app[STAFF].set_locale(session, person.id, language)
    response = see("/console/account?done=language")
    remember_language(response, language)
    return response


def _must_match(password: str, repeated: str) -> None:
    if password != repeated:
        raise Invalid("console.passwords_differ")
