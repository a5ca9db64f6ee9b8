"""A customer in each language, from the greeting to the rating, on the demo shop's page."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visits
from tests.stack.running import Stack, answers, until
from tests.stack.shop import buyer, state_of

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

WORDS = {
    "en": {
        "what_it_is": "not a person",
        "where": "Where is my order {0}?",
        "cancel": "Then please cancel it",
        "confirm": "Yes, cancel it",
        "cancelled": "is cancelled",
        "bye": "No, that's all",
        "rated": "5",
        "comment": "Quick and clear, thank you",
    },
    "zh": {
        "what_it_is": "不是真人",
        "where": "我的订单{0}到哪了？",
        "cancel": "那帮我取消吧",
        "confirm": "确认取消",
        "cancelled": "已为您取消",
        "bye": "没有了",
        "rated": "5",
        "comment": "很快，说得也清楚",
    },
}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_from_greeting_to_rating(stack: Stack, visits: Visits, language: str) -> None:
    words, placed = WORDS[language], (await buyer(stack, "paid")).orders[0]
    shop = await visits(language)
    await expect(shop.said("assistant").first).to_contain_text(words["what_it_is"])
    await shop.say(words["where"].format(placed.order_id))
    await shop.say(placed.email)
    assert placed.order_id in " ".join(await shop.texts())
    await shop.say(words["cancel"])
    await shop.press(words["confirm"])
    await expect(shop.log).to_contain_text(words["cancelled"])
    assert await state_of(stack, placed.order_id) == "cancelled"
    await shop.press(words["bye"])
    stars = shop.log.get_by_role("button", name=re.compile("[1-5]"), disabled=False)
    await expect(stars).to_have_count(5)
    await shop.rate(words["rated"])
    await shop.say(words["comment"])
    await expect(shop.chat.locator(".bar", has=shop.page.get_by_role("button")).last).to_be_visible()


async def test_reload_keeps_the_history_and_the_conversation_goes_on(visits: Visits) -> None:
    shop = await visits("en")
    await shop.say("what can you do?")
    before = await shop.texts()
    await shop.page.reload()
    await shop.reopen_chat()
    await expect(shop.log.locator(".row .bubble")).to_have_count(len(before))
    assert await shop.texts() == before
    await shop.say("where is my order?")


async def test_two_tabs_agree(visits: Visits) -> None:
    first = await visits("en")
    second = await first.second_tab()
    await first.say("what can you do?")
    await expect(second.said("customer").last).to_have_text("what can you do?")
    await second.say("where is my order?")
    await expect(first.said("customer").last).to_have_text("where is my order?")
    await first.settled()
    assert await first.texts() == await second.texts()


async def test_signed_customer_chooses_an_order_from_buttons(visits: Visits) -> None:
    shop = await visits("en", signed_as=1)
    await shop.say("Where is my parcel?")
    choices = shop.log.locator(".row.assistant").last.get_by_role("button", disabled=False)
    await expect(choices.first).to_be_visible()
    title = (await choices.first.inner_text()).strip()
    await shop.press(title)
    await expect(shop.said("customer").last).to_have_text(title)


async def test_hostile_text_is_shown_as_text(visits: Visits) -> None:
    shop = await visits("en")
    hostile = "<img src=x onerror=alert(1)> <b>bold</b> {{7*7}} /restart"
    await shop.say(hostile)
    await expect(shop.said("customer").last).to_have_text(hostile)
    assert await shop.log.locator("img, b").count() == 0


@pytest.mark.timeout(180)
async def test_reconnects_after_the_server_was_killed(stack: Stack, visits: Visits) -> None:
    shop = await visits("en")
    await shop.say("what can you do?")
    killed = stack.kill("crm")
    await shop.say("where is my order?", answered=False)
    await expect(shop.said("customer").last).to_have_text("where is my order?")
    await until(lambda: stack.pid("crm") != killed, "the supervisor did not restart it", 60)
    await until(lambda: answers(f"{stack.url}/healthz"), "it did not come back", 60)
    await expect(shop.said("assistant").last).to_contain_text("order number", timeout=40_000)
    await shop.settled()
    assert len(await shop.texts()) == 5
