"""The summary above a long conversation, and in the list what a closed one was about."""

import re

import pytest
from aiohttp import web

from crm_backend.conversations.summarising import SUMMARISER
from crm_backend.handoff.service import HANDOFF
from crm_backend.kit.web import DATABASE
from crm_backend.staff.service import STAFF
from tests.crm_backend.ui.conftest import NewClient
from tests.crm_backend.ui.stories import HOSTILE, LONG_TALK, answer, talk, write

LINK = re.compile(
    r'<li><a href="#message-(\w+)"><span class="muted">([^<]+)</span><span data-said(?: lang="([\w-]+)")?>'
)


@pytest.mark.parametrize("role", ["agent", "manager"])
async def test_each_sentence_leads_to_its_message(new_client: NewClient, console: web.Application, role: str) -> None:
    conversation = await talk(console, LONG_TALK, name="Mei")
    page = await (await (await new_client(role)).get(f"/console/conversations/{conversation}")).text()
    assert 'aria-labelledby="summary-title"' in page
    found = LINK.findall(page)
    assert [(sender, language) for _, sender, language in found] == [("Customer: ", "en"), ("Customer: ", "zh-CN")]
    assert all(f'<li id="message-{message}"' in page for message, _, _ in found)
    assert '<a class="to-summary small" href="#summary">' in page


async def test_it_speaks_the_readers_language(new_client: NewClient, console: web.Application) -> None:
    conversation = await talk(console, LONG_TALK, name="Mei")
    page = await (await (await new_client("agent", "zh")).get(f"/console/conversations/{conversation}")).text()
    assert '<h2 id="summary-title">会话摘要</h2>' in page
    assert [sender for _, sender, _ in LINK.findall(page)] == ["客户：", "客户："]


async def test_a_short_conversation_has_none_until_it_is_long(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("agent")
    conversation = await talk(console, LONG_TALK[:7], name="Mei")
    for part in ("", "/live"):
        page = await (await client.get(f"/console/conversations/{conversation}{part}")).text()
        assert "summary-title" not in page
        assert "to-summary" not in page
    await write(console, LONG_TALK[7], name="Mei")
    live = await (await client.get(f"/console/conversations/{conversation}/live")).text()
    assert "summary-title" in live.partition('data-for="summary"')[2].partition('data-for="timeline"')[0]


async def test_one_long_message_has_one(new_client: NewClient, console: web.Application) -> None:
    conversation = await write(console, "I want to return the lamp. " + "It rained. " * 60, name="Mei")
    page = await (await (await new_client("agent")).get(f"/console/conversations/{conversation}")).text()
    assert "I want to return the lamp.</span></a></li>" in page


async def test_what_customers_write_is_data_there_too(new_client: NewClient, console: web.Application) -> None:
    conversation = await talk(console, [f"I want a refund for A1001 {HOSTILE}", *LONG_TALK[1:]], name="Mei")
    page = await (await (await new_client("agent")).get(f"/console/conversations/{conversation}")).text()
    assert LINK.findall(page)
    assert "<script>alert" not in page


async def test_the_list_says_what_a_closed_conversation_was_about(
    new_client: NewClient, console: web.Application
) -> None:
    conversation = await write(console, "I want to return the kettle of order A1009", name="Mei")
    await answer(console, conversation, "Certainly.")
    await write(console, "thanks, bye", name="Mei")
    async with console[DATABASE].transaction() as session:
        agent = (await console[STAFF].list_staff(session))[0].id
        await console[HANDOFF].accept(session, conversation, agent)
        await console[HANDOFF].resolve(session, conversation, agent)
    client = await new_client("manager")
    assert "</span>thanks, bye" in await (await client.get("/console?tab=resolved")).text()
    await console[SUMMARISER].keep()
    listed = await (await client.get("/console?tab=resolved")).text()
    assert "Customer: </span>I want to return the kettle of order A1009" in listed
    assert "thanks, bye" not in listed
