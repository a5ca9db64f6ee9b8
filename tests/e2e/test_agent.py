"""An agent takes over in the console, while the customer watches it happen in the chat."""

from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import LogsIn, Visits

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

WORDS = {
    "en": {"person": "I want to talk to a person about {0}", "reply": "Hello, how can I help?"},
    "zh": {"person": "转人工客服，关于{0}", "reply": "您好，请问有什么可以帮您？"},
}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_agent_takes_over_returns_and_resolves(visits: Visits, logs_in: LogsIn, language: str) -> None:
    words, mark = WORDS[language], uuid4().hex[:8]
    customer, agent = await visits(language), await logs_in(language)
    await customer.say(words["person"].format(mark))
    await agent.find(mark)
    await agent.accept()
    await agent.reply(words["reply"])
    await expect(customer.said("agent").last).to_have_text(words["reply"])
    await expect(customer.chat.locator(".subtitle")).to_contain_text("Lin Xiao")
    await customer.say("A1001", answered=False)
    await expect(agent.said("customer").last).to_have_text("A1001")
    before = await customer.said("assistant").count()
    await agent.give_back()
    await expect(customer.said("assistant").nth(before)).to_contain_text("Lin Xiao")
    await agent.page.reload()
    await agent.accept()
    await agent.resolve()
    await expect(customer.chat.locator(".row.assistant").last.get_by_role("button", disabled=False)).to_have_count(5)


async def test_hostile_text_is_text_in_the_console(visits: Visits, logs_in: LogsIn) -> None:
    mark = uuid4().hex[:8]
    hostile = f"{mark} <img src=x onerror=alert(1)><script>alert(2)</script> {{{{7*7}}}}"
    customer, agent = await visits("en"), await logs_in("en")
    await customer.say(hostile)
    await agent.find(mark)
    await expect(agent.said("customer").first).to_have_text(hostile)
    assert await agent.timeline.locator("img, script").count() == 0


async def test_the_list_tells_of_who_waits(visits: Visits, logs_in: LogsIn) -> None:
    agent, mark = await logs_in("en"), uuid4().hex[:8]
    customer = await visits("en")
    await customer.say(f"let me talk to a human please, {mark}")
    await expect(agent.page.get_by_text(mark)).to_be_visible()
