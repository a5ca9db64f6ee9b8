"""The console in a real browser: live without losing what is typed, and no word against the strict policy."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, async_playwright, expect

from crm_backend.handoff.service import HANDOFF
from crm_backend.kit.web import DATABASE
from crm_backend.staff.service import STAFF
from tests.crm_backend.ui.stories import HOSTILE, LONG_TALK, answer, talk, write

CHROMIUM = os.environ.get("RAPPORT_TEST_CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no Chromium at {CHROMIUM}"),
]


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield browser
        await browser.close()


@pytest.fixture
async def server(console: web.Application) -> AsyncIterator[TestServer]:
    server = TestServer(console)
    await server.start_server()
    yield server
    await server.close()


async def _log_in(chromium: Browser, server: TestServer, role: str, locale: str = "en") -> tuple[Page, list[str]]:
    """A page of its own, logged in through the form; what the browser complains of is collected."""
    context = await chromium.new_context(locale=locale, base_url=str(server.make_url("/")))
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    await page.goto("/console/login")
    await page.locator("#email").fill(f"{role}@demo.example")
    await page.locator("#password").fill(f"demo-{role}")
    await page.locator("#password").press("Enter")
    await page.wait_for_url("**/console")
    return page, complaints


async def _queue(console: web.Application, conversation: str) -> None:
    async with console[DATABASE].transaction() as session:
        await console[HANDOFF].request(session, conversation, "asked_for_person")


async def test_an_agent_takes_over_and_nothing_typed_is_lost(
    chromium: Browser, server: TestServer, console: web.Application
) -> None:
    page, complaints = await _log_in(chromium, server, "agent")
    await expect(page.get_by_text("Nobody is waiting")).to_be_visible()
    conversation = await write(console, "I want to talk to a person", name="Mei")
    await _queue(console, conversation)
    await page.get_by_role("link", name="Mei").click()  # it appeared by itself
    await page.get_by_role("button", name="Accept").click()
    box = page.get_by_label("Reply to the customer")
    await box.fill("Hello Mei, how can I")
    turn = await answer(console, conversation, "A late word of the assistant.")
    await page.locator(f"#turn-{turn} > details > summary").click()
    async with console[DATABASE].reading() as session:
        identity = (await console[HANDOFF]._conversations.get(session, conversation)).identity_id
    await write(console, "Are you there?", identity_id=identity)
    await expect(page.get_by_text("Are you there?")).to_be_visible()
    await expect(box).to_have_value("Hello Mei, how can I")
    await expect(page.locator(f"#turn-{turn} .why")).to_be_visible()  # still open
    await page.reload()
    await expect(box).to_have_value("Hello Mei, how can I")
    await box.fill("Hello Mei!")
    await box.press("Shift+Enter")
    await box.press("Enter")
    await expect(page.locator(".message.agent")).to_have_count(1)
    await expect(box).to_have_value("")
    await page.get_by_role("button", name="Return to assistant").click()
    await expect(page.get_by_text("The assistant holds this conversation")).to_be_visible()
    assert complaints == []


async def test_two_agents_see_at_once_who_was_faster(
    chromium: Browser, server: TestServer, console: web.Application
) -> None:
    conversation = await write(console, "人工客服", name="林小美")
    await _queue(console, conversation)
    first, _ = await _log_in(chromium, server, "agent", "zh-CN")
    second, complaints = await _log_in(chromium, server, "manager", "zh-CN")
    for page in (first, second):
        await page.goto(f"/console/conversations/{conversation}")
    await first.get_by_role("button", name="接入").click()
    await expect(second.get_by_text("Lin Xiao 林晓正在接待此会话")).to_be_visible()
    await expect(second.get_by_role("button", name="接入")).to_have_count(0)
    assert complaints == []


async def test_a_reply_that_is_refused_stays_in_the_box(
    chromium: Browser, server: TestServer, console: web.Application
) -> None:
    conversation = await write(console, "a person please", name="Mei")
    await _queue(console, conversation)
    page, _ = await _log_in(chromium, server, "agent")
    await page.goto(f"/console/conversations/{conversation}")
    await page.get_by_role("button", name="Accept").click()
    box = page.get_by_label("Reply to the customer")
    await page.context.set_offline(True)
    await box.fill("Is it lost?")
    await box.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Your text is kept")
    await expect(box).to_have_value("Is it lost?")
    await page.context.set_offline(False)
    await box.press("Enter")
    await expect(page.locator(".message.agent .bubble")).to_have_text("Is it lost?")
    await expect(page.get_by_role("alert")).to_be_hidden()


async def test_hostile_texts_do_nothing(chromium: Browser, server: TestServer, console: web.Application) -> None:
    conversation = await write(console, HOSTILE, name=HOSTILE)
    page, complaints = await _log_in(chromium, server, "agent")
    await page.goto("/console?tab=open")
    await page.locator("#q").fill("script")
    await expect(page.locator(".line")).to_have_count(1)
    await page.locator(f"#line-{conversation}").click()
    await answer(console, conversation, HOSTILE, slots={HOSTILE: HOSTILE}, effects=[{"kind": HOSTILE}])
    await expect(page.locator(".message.assistant .bubble")).to_have_text(HOSTILE)
    assert complaints == []


async def test_the_keyboard_goes_from_the_summary_to_the_message(
    chromium: Browser, server: TestServer, console: web.Application
) -> None:
    letter = f"My order A1003 arrived. {'It rained all day, what can one do. ' * 60}I want my money back for the lamp."
    conversation = await talk(console, [letter + " It rained." * 300, *LONG_TALK[1:]], name="Mei")
    page, complaints = await _log_in(chromium, server, "agent")
    await page.goto(f"/console/conversations/{conversation}")
    summary = page.get_by_role("region", name="Summary")
    await expect(summary).to_be_in_viewport()
    await summary.get_by_role("link", name="I want my money back").press("Enter")
    message = page.locator(".message").first
    await expect(message).to_be_focused()
    assert await message.evaluate("message => message.matches(':target')")
    marked = await page.evaluate("""() => {
      const [range] = CSS.highlights.get("summary");
      const place = range.getBoundingClientRect(), view = document.getElementById("timeline").getBoundingClientRect();
      return [range.toString(), place.top > view.top && place.bottom < view.bottom];
    }""")
    assert marked == ["I want my money back for the lamp.", True]
    await expect(message.locator(".bubble")).to_have_text(letter + " It rained." * 300)
    await page.reload()
    await expect(message).to_be_in_viewport()  # the address still says which message
    assert complaints == []


async def test_the_summary_comes_when_the_conversation_has_become_long(
    chromium: Browser, server: TestServer, console: web.Application
) -> None:
    conversation = await talk(console, LONG_TALK[:7], name="Mei")
    page, complaints = await _log_in(chromium, server, "agent")
    await page.goto(f"/console/conversations/{conversation}")
    await expect(page.locator(".message")).to_have_count(7)
    await expect(page.locator("#summary a")).to_have_count(0)
    await write(console, LONG_TALK[7], name="Mei")
    await expect(page.locator("#summary a")).to_have_count(2)
    await expect(page.locator(".message").last).to_be_in_viewport()
    assert complaints == []


async def test_who_is_disabled_sees_the_log_in(chromium: Browser, server: TestServer, console: web.Application) -> None:
    page, _ = await _log_in(chromium, server, "agent")
    admin, _ = await _log_in(chromium, server, "admin")
    await admin.goto("/console/staff")
    await admin.get_by_role("button", name="Disable Lin Xiao").click()
    await expect(page.locator("#password")).to_be_visible(timeout=10_000)
    async with console[DATABASE].reading() as session:
        states = {person.role: person.state for person in await console[STAFF].list_staff(session)}
    assert states["agent"] == "disabled"
