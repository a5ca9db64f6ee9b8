"""Cancelling an order: shown, confirmed, done once; and every way in which it does not happen."""

import pytest

from tests.stack.conftest import Buyers
from tests.stack.people import Answer, Customer, People, language_of
from tests.stack.running import Stack
from tests.stack.shop import Buyer, expire_changes, state_of

pytestmark = pytest.mark.stack

CANCEL = {"en": "I'd like to cancel order {0}", "zh": "我想取消订单{0}"}
YES = {"en": "yes, please", "zh": "是的，取消吧"}
NO = {"en": "no, keep it", "zh": "不，还是留着吧"}


async def asked_to_cancel(people: People, buys: Buyers, language: str, *states: str) -> tuple[Customer, Buyer, Answer]:
    """A signed customer who was just asked whether their first order shall be cancelled."""
    known = await buys(*(states or ("paid",)))
    customer = await people.customer(language, known.customer)
    answer = await customer.say(CANCEL[language].format(known.orders[0].order_id))
    assert answer.responses == ["utter_confirm_cancel"]
    assert known.orders[0].order_id in answer.text
    return customer, known, answer


async def test_nothing_is_cancelled_before_the_confirmation(
    stack: Stack, people: People, buys: Buyers, language: str
) -> None:
    customer, known, asked = await asked_to_cancel(people, buys, language)
    assert {"en": "Test lamp 0", "zh": "测试台灯0"}[language] in asked.text
    assert "129" in asked.text
    assert await state_of(stack, known.orders[0].order_id) == "paid"
    done = await customer.say(YES[language])
    assert done.responses[0] == "utter_cancelled"
    assert await state_of(stack, known.orders[0].order_id) == "cancelled"


async def test_confirmed_by_button(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    customer, known, _ = await asked_to_cancel(people, buys, language)
    assert "utter_cancelled" in await customer.press("/affirm")
    assert await state_of(stack, known.orders[0].order_id) == "cancelled"


async def test_change_of_mind_keeps_the_order(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    customer, known, _ = await asked_to_cancel(people, buys, language)
    assert (await customer.say(NO[language])).responses[0] == "utter_order_kept"
    late = await customer.press("/affirm")
    assert "utter_cancelled" not in late
    assert await state_of(stack, known.orders[0].order_id) == "paid"


async def test_question_in_between_is_answered_and_the_cancellation_goes_on(
    stack: Stack, people: People, buys: Buyers, language: str
) -> None:
    customer, known, _ = await asked_to_cancel(people, buys, language, "paid", "shipped")
    first, second = (order.order_id for order in known.orders)
    question = {"en": f"wait, where is order {second}?", "zh": f"等等，订单{second}到哪了？"}[language]
    aside = await customer.say(question)
    assert aside.responses == ["utter_order_shipped", "utter_confirm_cancel_again"]
    assert first in aside.texts[1]
    assert await state_of(stack, second) == "shipped"
    await customer.say(YES[language])
    assert (await state_of(stack, first), await state_of(stack, second)) == ("cancelled", "shipped")


async def test_corrected_to_another_order(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    customer, known, _ = await asked_to_cancel(people, buys, language, "paid", "placed")
    first, second = (order.order_id for order in known.orders)
    corrected = await customer.say({"en": f"sorry, I meant {second}", "zh": f"不对，是{second}"}[language])
    assert corrected.responses == ["utter_confirm_cancel"]
    assert second in corrected.text
    await customer.say(YES[language])
    assert (await state_of(stack, first), await state_of(stack, second)) == ("paid", "cancelled")


async def test_confirmation_that_comes_too_late_changes_nothing(
    stack: Stack, people: People, buys: Buyers, language: str
) -> None:
    customer, known, _ = await asked_to_cancel(people, buys, language)
    await expire_changes(stack, customer.conversation_id)
    late = await customer.say(YES[language])
    assert late.responses == ["utter_change_expired"]
    assert await state_of(stack, known.orders[0].order_id) == "paid"
    assert "utter_confirm_cancel" in await customer.press("/cancel_order")


async def test_bare_yes_confirms_nothing(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    customer, known, _ = await asked_to_cancel(people, buys, language)
    await customer.say({"en": "never mind", "zh": "算了"}[language])
    answer = await customer.say({"en": "yes", "zh": "是的"}[language])
    assert "utter_cancelled" not in answer
    assert answer.texts
    assert await state_of(stack, known.orders[0].order_id) == "paid"


@pytest.mark.parametrize("state", ["shipped", "delivered", "cancelled"])
async def test_what_cannot_be_cancelled_is_explained(people: People, buys: Buyers, language: str, state: str) -> None:
    known = await buys(state)
    customer = await people.customer(language, known.customer)
    answer = await customer.say(CANCEL[language].format(known.orders[0].order_id))
    assert answer.responses == [f"utter_not_cancellable_{state}"]
    assert "/ask_for_person" in answer.payloads
    assert language_of(answer.text) == language


async def test_visitor_has_to_prove_it_first(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    placed = (await buys("placed")).orders[0]
    customer = await people.customer(language)
    assert (await customer.say(CANCEL[language].format(placed.order_id))).responses == ["utter_ask_proof"]
    assert (await customer.say(YES[language])).responses[0] != "utter_cancelled"
    assert (await customer.say(placed.email)).responses == ["utter_confirm_cancel"]
    await customer.press("/affirm")
    assert await state_of(stack, placed.order_id) == "cancelled"
