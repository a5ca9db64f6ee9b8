"""The solution editor in a real browser: facts, preview and search by script, within the strict policy."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Dialog, Page, async_playwright, expect

from tests.crm_backend.ui.stories import HOSTILE

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
async def editor(chromium: Browser, base: web.Application) -> AsyncIterator[Page]:
    """A manager on the page of a solution. Whatever the browser complains of fails the test."""
    server = TestServer(base)
    await server.start_server()
    context = await chromium.new_context(locale="en-GB", base_url=str(server.make_url("/")))
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    await page.goto("/console/login?next=/console/solutions/entries/return-window")
    await page.locator("#email").fill("manager@demo.example")
    await page.locator("#password").fill("demo-manager")
    await page.locator("#password").press("Enter")
    await expect(page.get_by_role("heading", name="How long can I return it?")).to_be_visible()
    yield page
    await context.close()
    await server.close()
    assert complaints == []


async def test_a_fact_is_put_in_where_the_cursor_was_and_previewed(editor: Page) -> None:
    body = editor.locator("#body_en")
    await body.fill("Within the time. " + HOSTILE.replace("{{7*7}}", ""))
    await body.evaluate("field => field.setSelectionRange(7, 15)")
    await editor.get_by_text("Insert a business fact").click()
    await editor.get_by_role("button", name="{warranty_months}").click()
    assert (await body.input_value()).startswith("Within {warranty_months}. <script>")
    await editor.get_by_role("button", name="Show preview").click()
    bubble = editor.locator("#preview .bubble").first
    await expect(bubble).to_contain_text("Within 12. <script>alert(1)</script>")
    await expect(editor.locator("#preview .offered").first).to_contain_text("That helped")


async def test_what_was_typed_is_not_left_by_accident(editor: Page) -> None:
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    editor.on("dialog", stay)
    await editor.locator("#title_en").fill("")
    await editor.locator("#title_en").press_sequentially("Something new")
    await editor.get_by_role("link", name="Versions").click(no_wait_after=True)
    await expect(editor.locator("#title_en")).to_have_value("Something new")
    assert asked == ["beforeunload"]
    await editor.get_by_role("button", name="Save draft").click()
    await expect(editor.get_by_text("The draft is saved.")).to_be_visible()
    assert asked == ["beforeunload"]


async def test_the_list_is_narrowed_while_one_types(editor: Page) -> None:
    await editor.goto("/console/solutions")
    await expect(editor.locator(".entry")).to_have_count(2)
    await editor.locator("#q").fill("发票")
    await expect(editor.locator(".entry")).to_have_count(1)
    await editor.locator("#missing").select_option("zh")
    await expect(editor.get_by_text("No solution fits")).to_be_visible()
    await editor.get_by_role("link", name="Show all").click()
    await expect(editor.locator(".entry")).to_have_count(2)
