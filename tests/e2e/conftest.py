"""A real Chromium, one for the whole run, and a fresh context in it for each person."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.e2e.pages import LOCALES, Console, Shop
from tests.stack.running import Stack

CHROMIUM = os.environ.get("RAPPORT_TEST_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
# A server that a test killed; a search that a newer one replaced
EXPECTED = ("ERR_CONNECTION_REFUSED", "htmx:sendAbort", "htmx:afterRequest")
Visits = Callable[..., Awaitable[Shop]]
LogsIn = Callable[..., Awaitable[Console]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if not await asyncio.to_thread(os.path.exists, CHROMIUM):
        pytest.skip(f"no Chromium at {CHROMIUM}: set RAPPORT_TEST_CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def contexts(browser: Browser) -> AsyncIterator[Callable[[str], Awaitable[BrowserContext]]]:
    """Each call is another person's browser. Whatever their pages complain about fails the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    async def make(language: str) -> BrowserContext:
        context = await browser.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 900})
        context.set_default_timeout(20_000)
        context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda problem: complaints.append(str(problem.error)))
        opened.append(context)
        return context

    yield make
    for context in opened:
        await context.close()
    # A page without errors, and within its content security policy
    assert [complaint for complaint in complaints if not any(word in complaint for word in EXPECTED)] == []


@pytest_asyncio.fixture(loop_scope="session")
async def visits(stack: Stack, contexts: Callable[[str], Awaitable[BrowserContext]]) -> Visits:
    """`await visits("en")`: a customer on the demo shop's page, with the chat open."""

    async def visit(language: str, signed_as: int = 0) -> Shop:
        return await in_shop(await (await contexts(language)).new_page(), stack, signed_as)

    return visit


@pytest_asyncio.fixture(loop_scope="session")
async def logs_in(stack: Stack, contexts: Callable[[str], Awaitable[BrowserContext]]) -> LogsIn:
    """`await logs_in("en")`: an agent in the console."""

    async def log_in(language: str, role: str = "agent") -> Console:
        console = Console(await (await contexts(language)).new_page(), stack.url)
        await console.log_in(role)
        return console

    return log_in


async def in_shop(page: Page, stack: Stack, signed_as: int = 0) -> Shop:
    """The chat, open, on the demo shop's page."""
    await page.goto(stack.url)
    shop = Shop(page)
    if signed_as:
        await shop.sign_in(signed_as)
    await shop.open_chat()
    return shop
