"""What the customers of the crash tests do, in both languages. Each has an order of its own to cancel."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from benchmarks.rig.chaos_customers import Customer
from crm_backend.commands.places import ROOT
from crm_backend.conversations.schemas import ButtonView, MessageView

TRIES = 8
PHONE = "13800138000"
CONFIRM = ("utter_confirm_cancel", "utter_confirm_cancel_again", "utter_confirm_cancel_unclear")
TRY_AGAIN = ("utter_service_unavailable", "utter_change_uncertain", "utter_change_expired", "utter_change_dropped")


@dataclass(frozen=True)
class Case:
    """One conversation to play."""

    name: str
    script: str
    locale: str
    order: str
    customer: str | None  # external id of a signed customer; None: a visitor who proves the order


WORDS = {
    "en": {
        "status": "Where is my order {}?",
        "cancel": "Please cancel order {}",
        "thanks": "thank you",
        "person": "I want to talk to a person",
        "more": "It's about the colour.",
        "bye": "goodbye",
        "again": "hello",
    },
    "zh": {
        "status": "帮我查一下订单 {} 到哪了",
        "cancel": "我要取消订单 {}",
        "thanks": "谢谢",
        "person": "转人工客服",
        "more": "我想问一下颜色的事",
        "bye": "再见",
        "again": "你好",
    },
}


async def play(customer: Customer, case: Case) -> None:
    """The whole conversation, from greeting to rating."""
    await customer.start()
    await SCRIPTS[case.script](customer, case)


async def say_more(customer: Customer, case: Case) -> None:
    """Afterwards, whatever happened: a conversation that takes no further message is stuck."""
    await customer.say(WORDS[case.locale]["again"])


async def _status(customer: Customer, case: Case) -> None:
    words = WORDS[case.locale]
    await _ask(customer, case, words["status"])
    await customer.say(words["thanks"])
    await _leave(customer, case)


async def _cancel(customer: Customer, case: Case) -> None:
    words = WORDS[case.locale]
    replies = await _ask(customer, case, words["cancel"])
    for _ in range(TRIES):
        if customer.state.holder != "assistant":
            break
        confirm, again = _offered(replies, CONFIRM), _offered(replies, TRY_AGAIN)
        if confirm is not None:
            customer.told.confirmed = case.order
        button = confirm or again
        if button is None:
            break
        replies = await customer.press(button)
    await _leave(customer, case)


async def _person(customer: Customer, case: Case) -> None:
    words = WORDS[case.locale]
    await _ask(customer, case, words["status"])
    await customer.say(words["person"])
    await customer.say(words["more"])


SCRIPTS: dict[str, Callable[[Customer, Case], Awaitable[None]]] = {
    "status": _status,
    "cancel": _cancel,
    "person": _person,
}


async def _ask(customer: Customer, case: Case, wording: str) -> list[MessageView]:
    """Ask about the order, prove it if we are a visitor, and try again if the CRM was away."""
    replies = await customer.say(wording.format(case.order))
    if case.customer is None and customer.state.holder == "assistant":
        replies = await customer.say(PHONE)
    for _ in range(TRIES):
        again = _offered(replies, TRY_AGAIN)
        if again is None or case.script == "cancel":
            break
        replies = await customer.press(again)
    return replies


async def _leave(customer: Customer, case: Case) -> None:
    if customer.state.holder != "assistant":
        return
    replies = await customer.say(WORDS[case.locale]["bye"])
    rating = _offered(replies, ("utter_csat_ask",))
    if rating is not None:
        await customer.press(rating)


def _offered(replies: Sequence[MessageView], responses: Sequence[str]) -> ButtonView | None:
    """The first button of the newest reply, if it is the first one of one of these responses."""
    titles = _first_titles()
    for message in reversed(replies):
        if message.buttons:
            first = message.buttons[0]
            return first if any(first.title in titles[name] for name in responses if name in titles) else None
    return None


@cache
def _first_titles(path: Path = ROOT / "domain.yml") -> dict[str, set[str]]:
    """Of each response with buttons, the title of its first one in every language."""
    responses = YAML(typ="safe").load(path.read_text("utf-8"))["responses"]
    return {
        name: {variant["buttons"][0]["title"] for variant in variants if variant.get("buttons")}
        for name, variants in responses.items()
        if any(variant.get("buttons") for variant in variants)
    }
