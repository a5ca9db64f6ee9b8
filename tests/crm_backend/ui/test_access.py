"""Who may go where, how people come in, and that they are out at once."""

import re

import pytest
from aiohttp import web

from crm_backend.kit.web import DATABASE
from crm_backend.staff.service import STAFF
from tests.crm_backend.ui.conftest import SAME_ORIGIN, Client, NewClient
from tests.crm_backend.ui.stories import write

PAGES = ("/console", "/console/account", "/console/staff", "/console/events", "/console/conversations/x")
ADMINS_ONLY = ("/console/staff", "/api/staff")


async def _staff_id(console: web.Application, role: str) -> str:
    async with console[DATABASE].reading() as session:
        return next(p.id for p in await console[STAFF].list_staff(session) if p.role == role)


@pytest.mark.parametrize("path", PAGES)
async def test_who_is_not_logged_in_is_shown_the_way_and_comes_back(new_client: NewClient, path: str) -> None:
    client = await new_client()
    answer = await client.get(path, allow_redirects=False)
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/console/login?next=%2Fconsole")
    by_script = await client.get(path, headers={"HX-Request": "true"})
    assert (by_script.status, by_script.headers["HX-Redirect"]) == (401, "/console/login")


async def test_after_the_log_in_one_is_where_one_wanted_to_go(new_client: NewClient) -> None:
    client = await new_client()
    form = {"email": "agent@demo.example", "password": "demo-agent", "next": "/console?tab=open"}
    answer = await client.post("/console/login", data=form, headers=SAME_ORIGIN, allow_redirects=False)
    assert answer.headers["Location"] == "/console?tab=open"
    cookie = answer.cookies["rapport_staff"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    evil = form | {"next": "https://evil.example/"}
    answer = await client.post("/console/login", data=evil, headers=SAME_ORIGIN, allow_redirects=False)
    assert answer.headers["Location"] == "/console"


async def test_a_wrong_log_in_is_told_in_place(new_client: NewClient) -> None:
    client = await new_client(locale="zh")
    form = {"email": "agent@demo.example", "password": "<b>wrong</b>"}
    for status in (401, 401, 401, 401, 401, 429):
        answer = await client.post("/console/login", data=form, headers=SAME_ORIGIN)
        assert answer.status == status
    page = await answer.text()
    assert "请 15 分钟后再试" in page
    assert 'value="agent@demo.example"' in page
    assert "wrong</b>" not in page


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("manager", 403), ("admin", 200)])
async def test_only_admins_manage_staff(
    new_client: NewClient, console: web.Application, role: str, status: int
) -> None:
    client = await new_client(role)
    for path in ADMINS_ONLY:
        assert (await client.get(path)).status == status, path
    manager = await _staff_id(console, "manager")
    ways = [
        client.post(f"/console/staff/{manager}/role", data={"role": "manager"}, headers=SAME_ORIGIN),
        client.post(f"/console/staff/{manager}/enable", headers=SAME_ORIGIN),
        client.post(f"/console/staff/{manager}/link", headers=SAME_ORIGIN),
        client.patch(f"/api/staff/{manager}", json={"role": "manager"}, headers=SAME_ORIGIN),
    ]
    assert [(await way).status for way in ways] == [status] * 4
    made = {"email": f"{role}@new.example", "name": "New", "role": "admin"}
    invited = await client.post("/api/staff/invitations", json=made, headers=SAME_ORIGIN)
    assert invited.status == (201 if status == 200 else 403)
    assert ("/console/staff" in await (await client.get("/console")).text()) is (role == "admin")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_what_another_site_sends_is_refused(
    new_client: NewClient, console: web.Application, headers: dict[str, str]
) -> None:
    client = await new_client("agent")
    conversation = await write(console, "I need a person")
    ways = [f"/console/conversations/{conversation}/{act}" for act in ("accept", "reply", "return", "resolve")]
    ways += ["/console/logout", "/console/login", "/console/account/password", "/api/staff/logout"]
    for way in ways:
        assert (await client.post(way, data={"text": "x"}, headers=headers)).status == 403, way
    assert (await client.post("/api/staff/login", json={"email": "a", "password": "b"}, headers=headers)).status == 403
    assert (await client.get("/api/staff/me", headers=headers)).status == 200


async def test_our_own_origin_and_programs_without_one_are_let_in(new_client: NewClient) -> None:
    client = await new_client("agent")
    own = {"Origin": f"http://{client.host}:{client.port}"}
    assert (await client.post("/console/account/language", data={"language": "zh"}, headers=own)).status == 200
    assert (await client.post("/api/staff/logout")).status == 200
    assert (await client.get("/api/staff/me")).status == 401


async def test_who_is_disabled_is_out_at_once_also_of_open_streams(
    new_client: NewClient, console: web.Application
) -> None:
    agent, admin = await new_client("agent"), await new_client("admin")
    stream = await agent.get("/console/events")
    assert await stream.content.readuntil(b"\n\n") == b"retry: 2000\nevent: changed\ndata: 1\n\n"
    path = f"/console/staff/{await _staff_id(console, 'agent')}/disable"
    assert (await admin.post(path, headers=SAME_ORIGIN)).status == 200
    assert await stream.content.read() == b""
    assert (await agent.get("/console", allow_redirects=False)).status == 303
    assert (await agent.get("/api/staff/me")).status == 401


async def test_the_last_admin_is_told_why_not(new_client: NewClient, console: web.Application) -> None:
    admin = await new_client("admin")
    answer = await admin.post(f"/console/staff/{await _staff_id(console, 'admin')}/disable", headers=SAME_ORIGIN)
    assert answer.status == 409
    assert "last active admin" in await answer.text()


async def test_from_invitation_to_first_page(new_client: NewClient) -> None:
    admin, newcomer = await new_client("admin"), await new_client()
    hostile = '"><script>alert(1)</script>'
    form = {"email": "wang@shop.example", "name": hostile, "role": "agent"}
    page = await (await admin.post("/console/staff/invite", data=form, headers=SAME_ORIGIN)).text()
    assert hostile not in page
    found = re.search(r"/console/invitation/[\w-]+", page)
    assert found is not None
    link = found.group()
    assert link not in await (await admin.get("/console/staff")).text()  # shown once
    assert "wang@shop.example" in await (await newcomer.get(link)).text()
    short = {"password": "short", "repeated": "short"}
    assert (await newcomer.post(link, data=short, headers=SAME_ORIGIN)).status == 400
    differ = {"password": "tea at half past ten", "repeated": "tea at half past nine"}
    assert (await newcomer.post(link, data=differ, headers=SAME_ORIGIN)).status == 400
    good = {"password": "tea at half past ten", "repeated": "tea at half past ten"}
    answer = await newcomer.post(link, data=good, headers=SAME_ORIGIN)
    assert (answer.status, answer.url.path) == (200, "/console")
    assert (await newcomer.get(link)).status == 404


async def test_change_of_password_and_language(new_client: NewClient) -> None:
    client = await new_client("manager")
    wrong = {"old_password": "no", "password": "tea at half past ten", "repeated": "tea at half past ten"}
    assert (await client.post("/console/account/password", data=wrong, headers=SAME_ORIGIN)).status == 403
    right = wrong | {"old_password": "demo-manager"}
    assert (await client.post("/console/account/password", data=right, headers=SAME_ORIGIN)).status == 200
    await client.post("/console/account/language", data={"language": "zh"}, headers=SAME_ORIGIN)
    again = await new_client()
    form = {"email": "manager@demo.example", "password": "tea at half past ten"}
    page = await (await again.post("/console/login", data=form, headers=SAME_ORIGIN)).text()
    assert '<html lang="zh-CN">' in page  # the account remembers


async def test_the_api_has_its_own_log_in(new_client: NewClient) -> None:
    client: Client = await new_client()
    answer = await client.post("/api/staff/login", json={"email": "agent@demo.example", "password": "demo-agent"})
    assert (await answer.json())["role"] == "agent"
    assert (await (await client.get("/api/staff/me")).json())["email"] == "agent@demo.example"
    wrong = await client.post("/api/staff/login", json={"email": "agent@demo.example", "password": "x"})
    assert (wrong.status, (await wrong.json())["error"]["code"]) == (401, "staff.log_in_wrong")
    assert "password_hash" not in await (await client.get("/api/staff/me")).text()
