"""Makes the README's screenshots from real conversations: `python -m tests.e2e.screenshots OUT_DIR [URL]`.

Without URL it starts an instance of its own, with the demo business.
"""

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.e2e.pages import LOCALES, Console, Shop
from tests.stack.running import running

CUSTOMERS = {"zh": 1, "en": 2}  # of the demo's, in the order of the shop's list
TALKS = {
    "en": ("Where is my order A1007?", "And please cancel A1005"),
    "zh": ("我的订单A1002到哪了？", "帮我取消A1001"),
}
PERSON = {"en": "Before that, can I talk to a person?", "zh": "先帮我转人工客服吧"}
REPLIES = {"en": "Hello, Lin here. I'm looking at your order now.", "zh": "您好，我是林晓，正在为您查看订单。"}
SOLUTION = "how-to-return"
LARGEST = 150_000  # bytes of a picture in the repo


async def take(folder: Path, url: str) -> None:
    """Every picture, from one run through the pages."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for language in TALKS:
            customer = await talk(browser, url, language)
            await picture(customer.page, folder / f"chat-{language}.png")
            await customer.say(PERSON[language])
            await show_console(browser, url, language, folder)
            await expect(customer.said("agent").last).to_be_visible()
            await picture(customer.page, folder / f"agent-{language}.png")
            await show_solution(browser, url, language, folder)
        await browser.close()


async def talk(browser: Browser, url: str, language: str) -> Shop:
    """A demo customer who asks about one order, and is asked to confirm that another shall be cancelled."""
    context = await browser.new_context(locale=LOCALES[language], viewport={"width": 960, "height": 720})
    page = await context.new_page()
    await page.goto(url)
    shop = Shop(page)
    await shop.sign_in(CUSTOMERS[language])
    await shop.open_chat()
    for text in TALKS[language]:
        await shop.say(text)
    return shop


async def show_console(browser: Browser, url: str, language: str, folder: Path) -> None:
    """The list, and the reading view with the why of a turn open, after the agent has answered."""
    context = await browser.new_context(locale=LOCALES[language], viewport={"width": 1140, "height": 740})
    console = Console(await context.new_page(), url)
    await console.log_in("agent")
    await picture(console.page, folder / f"list-{language}.png")
    await console.find(PERSON[language])
    await console.accept()
    await console.reply(REPLIES[language])
    why = console.timeline.locator("li.turn > details").nth(1)
    await why.locator("summary").first.click()
    await why.locator("xpath=..").evaluate("turn => turn.previousElementSibling.scrollIntoView()")
    await picture(console.page, folder / f"why-{language}.png")


async def show_solution(browser: Browser, url: str, language: str, folder: Path) -> None:
    """The editor of a solution, both languages beside each other."""
    context = await browser.new_context(locale=LOCALES[language], viewport={"width": 1140, "height": 740})
    console = Console(await context.new_page(), url)
    await console.log_in("manager")
    await console.page.goto(f"{url}/console/solutions/entries/{SOLUTION}")
    await expect(console.page.locator("#entry")).to_be_visible()
    await picture(console.page, folder / f"solution-{language}.png")


async def picture(page: Page, path: Path) -> None:
    """PNG of what is seen, at rest."""
    await page.evaluate("document.activeElement?.blur()")
    await page.screenshot(path=path, animations="disabled", caret="hide")
    size = (await asyncio.to_thread(path.stat)).st_size
    print(f"{path}  {size // 1000} kB{'  too large' if size > LARGEST else ''}")


@contextlib.contextmanager
def instance(url: str | None) -> Iterator[str]:
    """The one at `url`, else one for us alone."""
    if url:
        yield url
        return
    with running() as stack:
        yield stack.url


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    with instance(arguments[1] if len(arguments) > 1 else None) as url:
        asyncio.run(take(folder, url))


if __name__ == "__main__":
    main(sys.argv[1:])
