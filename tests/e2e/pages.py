"""What a person does on the pages: the demo shop with the chat, and the console."""

import re

from playwright.async_api import Locator, Page, expect

LOCALES = {"en": "en-GB", "zh": "zh-CN"}


class Shop:
    """A customer on the demo shop's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chat = page.locator("rapport-chat")
        self.log = self.chat.get_by_role("log")
        self.field = self.chat.locator("textarea")

    async def open_chat(self) -> None:
        await self.chat.locator(".launcher").click()
        await expect(self.said("assistant").first).to_be_visible()

    async def reopen_chat(self) -> None:
        """After a reload, which may have kept it open."""
        launcher = self.chat.locator(".launcher")
        if await launcher.get_attribute("aria-expanded") != "true":
            await launcher.click()

    async def second_tab(self) -> "Shop":
        """The same browser, another tab."""
        page = await self.page.context.new_page()
        await page.goto(self.page.url)
        other = Shop(page)
        await other.reopen_chat()
        await expect(other.said("assistant").first).to_be_visible()
        return other

    async def sign_in(self, number: int) -> None:
        """As one of the demo's customers, counted from 1 (0 is a visitor)."""
        await self.page.locator("#customer").select_option(index=number)
        await expect(self.page.locator("#customer")).to_be_enabled()

    async def say(self, text: str, *, answered: bool = True) -> None:
        """Type and send; with `answered`, wait until somebody has replied to it."""
        before = await self.said("assistant").count()
        await self.field.fill(text)
        await self.field.press("Enter")
        if answered:
            await expect(self.said("assistant").nth(before)).to_be_visible()
            await self.settled()

    async def press(self, title: str) -> None:
        """A button under the newest answer."""
        before = await self.said("assistant").count()
        await self.log.get_by_role("button", name=title, exact=True, disabled=False).last.click()
        await expect(self.said("assistant").nth(before)).to_be_visible()
        await self.settled()

    async def rate(self, rating: str) -> None:
        """One of the five buttons of the rating."""
        before = await self.said("assistant").count()
        await self.log.get_by_role("button", name=re.compile(rating), disabled=False).last.click()
        await expect(self.said("assistant").nth(before)).to_be_visible()

    async def settled(self) -> None:
        """Nothing is on its way, and nobody is typing."""
        await expect(self.log.locator(".unsent")).to_have_count(0)
        await expect(self.chat.locator(".typing")).to_be_hidden()

    def said(self, sender: str) -> Locator:
        """All that was said by customer, assistant, agent or system."""
        return self.log.locator(f".row.{sender} .bubble")

    async def texts(self) -> list[str]:
        return await self.log.locator(".row .bubble").all_inner_texts()

    async def last(self, sender: str = "assistant") -> str:
        return await self.said(sender).last.inner_text()


class Console:
    """An agent in the console."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url
        self.timeline = page.locator("#timeline")

    async def log_in(self, role: str) -> None:
        await self.page.goto(f"{self._url}/console")
        await self.page.locator("#email").fill(f"{role}@demo.example")
        await self.page.locator("#password").fill(f"demo-{role}")
        await self.page.locator("form.stack button.primary").click()
        await expect(self.page).to_have_url(re.compile("/console$"))

    async def find(self, words: str) -> None:
        """Search all open conversations for what was said, and open the first that fits."""
        await self.page.goto(f"{self._url}/console?tab=open")
        search = self.page.get_by_role("searchbox")
        await search.fill(words)
        await search.press("Enter")
        await self.page.locator("a[href^='/console/conversations/']", has_text=words).first.click()
        await expect(self.timeline).to_be_visible()

    async def accept(self) -> None:
        await self.page.locator("form[action$='/accept'] button").click()
        await expect(self.page.locator("#text")).to_be_visible()

    async def reply(self, text: str) -> None:
        await self.page.locator("#text").fill(text)
        await self.page.locator("button.primary[form=reply]").click()
        await expect(self.said("agent").last).to_have_text(text)

    async def give_back(self) -> None:
        await self.page.locator("form[action$='/return'] button").click()

    async def resolve(self) -> None:
        await self.page.locator("form[action$='/resolve'] button").click()

    def said(self, sender: str) -> Locator:
        return self.timeline.locator(f".message.{sender} .bubble")
