"""The list, the reading view, and what an agent does there."""

import re
import uuid

from aiohttp import web

from crm_backend.conversations.service import CONVERSATIONS
from crm_backend.handoff.service import HANDOFF
from crm_backend.kit.web import DATABASE
from tests.crm_backend.ui.conftest import SAME_ORIGIN, Client, NewClient
from tests.crm_backend.ui.stories import HOSTILE, answer, write

SCRIPT = SAME_ORIGIN | {"X-Requested-With": "rapport"}


async def _queued(console: web.Application, text: str = "I need a person", name: str = "Mei") -> str:
    conversation = await write(console, text, name=name)
    async with console[DATABASE].transaction() as session:
        await console[HANDOFF].request(session, conversation, "complaint")
    return f"/console/conversations/{conversation}"


async def _page(client: Client, path: str) -> str:
    answer = await client.get(path)
    assert answer.status == 200, path
    return await answer.text()


async def _said_by_agents(console: web.Application, path: str) -> list[str]:
    async with console[DATABASE].reading() as session:
        reading = await console[CONVERSATIONS].reading_view(session, path.rpartition("/")[2])
    return [message.text for message in reading.messages if message.sender == "agent"]


async def test_a_conversation_is_in_the_tab_of_its_holder(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("agent")
    path = await _queued(console, name="林小美")
    await write(console, "你好", name="周敏")

    async def tabs_with(name: str) -> list[str]:
        tabs = ("queue", "mine", "assistant", "open", "resolved")
        return [tab for tab in tabs if name in await _page(client, f"/console?tab={tab}")]

    assert await tabs_with("林小美") == ["queue", "open"]
    assert await tabs_with("周敏") == ["assistant", "open"]
    await client.post(f"{path}/accept", headers=SAME_ORIGIN)
    assert await tabs_with("林小美") == ["mine", "open"]
    await client.post(f"{path}/resolve", headers=SAME_ORIGIN)
    assert await tabs_with("林小美") == ["resolved"]


async def test_the_list_is_searched_by_name_and_words(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("agent")
    await write(console, "where is order A20260012345 please", name="Mei")
    await write(console, "100% of 耳机_坏了", name="Oliver")
    for words, found in (("a2026001", "Mei"), ("oliv", "Oliver"), ("耳机_", "Oliver"), ("100%25 of", "Oliver")):
        page = await _page(client, f"/console?tab=open&q={words}")
        assert {"Mei", "Oliver"} & set(re.findall(r"<strong>(\w+)</strong>", page)) == {found}, words
    assert "Nothing found for" in await _page(client, "/console?tab=open&q=%25%25%25")
    assert "Nobody is waiting" in await _page(client, "/console")


async def test_older_ones_are_on_later_pages_none_twice(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("agent")
    written = {await write(console, f"number {n}") for n in range(45)}
    seen: list[str] = []
    path = "/console?tab=open"
    while path:
        page = await _page(client, path)
        seen += re.findall(r'id="line-(\w+)"', page)
        older = re.search(r'href="([^"]*after=[^"]*)"', page)
        path = older.group(1).replace("&amp;", "&") if older else ""
    assert sorted(seen) == sorted(written)


async def test_the_script_gets_the_part_only(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("agent")
    part = await (await client.get("/console?tab=open", headers={"HX-Request": "true"})).text()
    assert "<html" not in part
    assert "tab-open" in part


async def test_each_turn_tells_why(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("manager", locale="en")
    conversation = await write(console, "where is A1001", name="Mei")
    await answer(console, conversation, "It is on its way.", effects=[{"kind": "handoff", "reason": "complaint"}])
    await answer(console, conversation, "…", state="failed", failure={"code": "action_timeout", "detail": "2.0 s"})
    page = await _page(client, f"/console/conversations/{conversation}")
    for told in ("order_status", "97 %", "order status", "RulePolicy", "action_order_status", "21 ms", "A1001"):
        assert told in page
    for told in ("20261123-light", "reason: complaint", "action_timeout", "failed, attempt 1", "utter_order_status"):
        assert told in page


async def test_an_agent_accepts_answers_and_returns(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("agent")
    path = await _queued(console)
    page = await _page(client, path)
    assert f"{path}/accept" in page
    assert "Complaint" in page
    await client.post(f"{path}/accept", headers=SAME_ORIGIN)
    form = {"text": "你好，我来帮您。", "client_message_id": uuid.uuid4().hex}
    for _ in range(2):  # pressed twice
        assert (await client.post(f"{path}/reply", data=form, headers=SCRIPT)).status == 204
    without_script = await client.post(f"{path}/reply", data=form, headers=SAME_ORIGIN, allow_redirects=False)
    assert without_script.headers["Location"] == path
    assert await _said_by_agents(console, path) == ["你好，我来帮您。"]
    await client.post(f"{path}/return", headers=SAME_ORIGIN)
    page = await _page(client, path)
    assert "The assistant holds this conversation" in page
    assert "Returned to the assistant" in page


async def test_the_second_agent_is_told_who_was_faster(new_client: NewClient, console: web.Application) -> None:
    first, second = await new_client("agent"), await new_client("manager", locale="zh")
    path = await _queued(console)
    await first.post(f"{path}/accept", headers=SAME_ORIGIN)
    late = await second.post(f"{path}/accept", headers=SAME_ORIGIN)
    assert late.status == 409
    assert "Lin Xiao 林晓 已经接入了这个会话" in await late.text()
    reply = await second.post(f"{path}/reply", data={"text": "我也来"}, headers=SCRIPT)
    assert (reply.status, (await reply.json())["error"]["code"]) == (409, "handoff.not_yours")
    kept = await second.post(f"{path}/reply", data={"text": "写好的回复"}, headers=SAME_ORIGIN)
    assert kept.status == 409
    assert await _said_by_agents(console, path) == []


async def test_an_empty_or_endless_reply_is_refused_and_kept(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("agent")
    path = await _queued(console)
    await client.post(f"{path}/accept", headers=SAME_ORIGIN)
    assert (await client.post(f"{path}/reply", data={"text": " \n "}, headers=SCRIPT)).status == 400
    endless = await client.post(f"{path}/reply", data={"text": "好" * 4001}, headers=SAME_ORIGIN)
    assert endless.status == 400
    assert "好" * 4001 in await endless.text()


async def test_hostile_names_and_texts_stay_text(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("agent")
    conversation = await write(console, HOSTILE, name=HOSTILE)
    call = {"action": HOSTILE, "status": HOSTILE, "ms": 1.0, "response": {"text": HOSTILE}, "error": HOSTILE}
    await answer(
        console,
        conversation,
        HOSTILE,
        buttons=[{"title": HOSTILE, "payload": "/x"}],
        slots={HOSTILE: HOSTILE},
        effects=[{"kind": HOSTILE, HOSTILE: HOSTILE}],
        calls=[call],
        failure={"code": HOSTILE, "detail": HOSTILE},
        understanding={
            "intent": {"name": HOSTILE, "confidence": 1.0},
            "ranking": [],
            "entities": [{"entity": HOSTILE, "value": HOSTILE}],
        },
    )
    for path in (
        "/console?tab=open",
        "/console?tab=open&q=%3Cscript%3Ealert(1)%3C/script%3E",
        f"/console/conversations/{conversation}",
        f"/console/conversations/{conversation}/live",
    ):
        page = await _page(client, path)
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "49" not in re.findall(r"\{\{7\*7\}\}|>49<", page), path


async def test_a_change_is_streamed_to_who_watches(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("agent")
    path = await _queued(console)
    watched = await client.get(f"/console/events?conversation={path.rpartition('/')[2]}")
    others = await client.get("/console/events?conversation=another")
    for stream in (watched, others):
        await stream.content.readuntil(b"\n\n")
    await client.post(f"{path}/accept", headers=SAME_ORIGIN)
    assert b"event: changed" in await watched.content.readuntil(b"\n\n")
    assert not others.content.is_eof()
    assert others.content.read_nowait() == b""
    live = await _page(client, f"{path}/live")
    assert 'data-for="composer" data-key="agent-' in live
    for stream in (watched, others):
        stream.close()


async def test_an_unknown_conversation_is_a_page_that_says_so(new_client: NewClient) -> None:
    client = await new_client("agent")
    answer = await client.get("/console/conversations/nothing")
    assert answer.status == 404
    assert "<h1>" in await answer.text()


async def test_an_unreadable_page_mark_is_the_first_page(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("agent")
    await _queued(console, name="林小美")
    for mark in ("x", "2026-01-01T00:00:00~x", "~", "2026-01-01~"):
        assert "林小美" in await _page(client, f"/console?after={mark}")
