"""Where is my order? For customers whom the shop signed for, and for visitors who prove it."""

import pytest

from tests.stack.conftest import Buyers
from tests.stack.people import People, language_of

pytestmark = pytest.mark.stack

WHERE = {"en": "Where is my order {0}?", "zh": "我的订单{0}到哪了？"}
WHERE_ANY = {"en": "Where is my parcel?", "zh": "我的快递到哪了？"}
CANCEL = {"en": "I want to cancel order {0}", "zh": "我要取消订单{0}"}


async def test_greeting_says_what_it_is(people: People, language: str) -> None:
    customer = await people.customer(language)
    answer = await customer.start()
    assert answer.responses == ["utter_greeting"]
    assert {"en": "not a person", "zh": "不是真人"}[language] in answer.text
    assert "/ask_for_person" in answer.payloads


async def test_signed_customer_is_greeted_by_name_and_offered_their_orders(
    people: People, buys: Buyers, language: str
) -> None:
    known = await buys("shipped", "paid", name="Robin Gray")
    customer = await people.customer(language, known.customer)
    assert "Robin Gray" in (await customer.start()).text
    answer = await customer.say(WHERE_ANY[language])
    offered = [payload for payload in answer.payloads if payload.startswith("/inform")]
    assert [order.order_id in payload for order, payload in zip(known.orders, offered, strict=True)] == [True, True]
    told = await customer.press("/inform")
    assert told.responses[0] == "utter_order_paid"
    assert known.orders[1].order_id in told.text
    assert language_of(told.text) == language


async def test_visitor_proves_an_order_by_phone(people: People, buys: Buyers, language: str) -> None:
    placed = (await buys("shipped")).orders[0]
    customer = await people.customer(language)
    asked = await customer.say(WHERE[language].format(placed.order_id))
    assert asked.responses == ["utter_ask_proof"]
    told = await customer.say(placed.phone.removeprefix("+86"))
    assert told.responses[0] == "utter_order_shipped"
    assert "SF" in told.text


async def test_visitor_proves_an_order_by_email_in_any_case(people: People, buys: Buyers, language: str) -> None:
    placed = (await buys("out_for_delivery")).orders[0]
    customer = await people.customer(language)
    await customer.say(WHERE[language].format(placed.order_id))
    told = await customer.say({"en": "it's {0}", "zh": "邮箱是{0}"}[language].format(placed.email.upper()))
    assert told.responses[0] == "utter_order_out_for_delivery"


async def test_three_wrong_tries_end_it_also_in_a_new_chat(people: People, buys: Buyers, language: str) -> None:
    placed = (await buys("paid")).orders[0]
    customer = await people.customer(language)
    await customer.say(WHERE[language].format(placed.order_id))
    wrong = [await customer.say(f"1380000{digits}") for digits in ("1111", "2222", "3333")]
    assert [answer.responses for answer in wrong] == [
        ["utter_proof_wrong"],
        ["utter_proof_wrong_last"],
        ["utter_order_locked"],
    ]
    again = await people.customer(language)
    answer = await again.say(WHERE[language].format(placed.order_id))
    if "utter_ask_proof" in answer:
        answer = await again.say(placed.phone)
    assert answer.responses == ["utter_order_locked"]
    assert "Test lamp" not in answer.text
    assert "测试台灯" not in answer.text


async def test_order_of_somebody_else_is_told_like_one_that_does_not_exist(people: People, buys: Buyers) -> None:
    theirs, mine = (await buys("paid")).orders[0], await buys("paid", "shipped")
    customer = await people.customer("en", mine.customer)
    real = await customer.say(f"Where is order {theirs.order_id}?")
    await customer.say("never mind")
    made_up = await customer.say("Where is order T99999990?")
    assert real.responses == made_up.responses == ["utter_order_not_found"]
    assert real.text.replace(theirs.order_id, "#") == made_up.text.replace("T99999990", "#")


async def test_delivered_parcel_that_is_not_there_is_a_matter_for_a_person(
    people: People, buys: Buyers, language: str
) -> None:
    known = await buys("delivered")
    customer = await people.customer(language, known.customer)
    answer = await customer.say({"en": "My parcel never arrived", "zh": "我没收到货"}[language])
    assert answer.responses == ["utter_order_not_received"]
    taken = await customer.say({"en": "yes please", "zh": "好的"}[language])
    assert taken.state.holder == "queue"


async def test_order_id_of_an_unusual_shape(people: People, buys: Buyers, language: str) -> None:
    placed = (await buys("paid", prefix="20261102-")).orders[0]
    customer = await people.customer(language)
    await customer.say(WHERE[language].format(placed.order_id))
    assert placed.order_id in (await customer.say(placed.email)).text


async def test_language_switch_in_the_middle_of_a_form(people: People, buys: Buyers, language: str) -> None:
    other = "zh" if language == "en" else "en"
    placed = (await buys("paid")).orders[0]
    customer = await people.customer(language)
    assert language_of((await customer.say(CANCEL[language].format(placed.order_id))).text) == language
    why = await customer.say({"zh": "为什么要这个？", "en": "Why do you need that?"}[other])
    assert language_of(why.text) == other
    asked = await customer.say(placed.phone)
    assert asked.responses == ["utter_confirm_cancel"]
    assert language_of(asked.text) == other


async def test_neutral_answers_keep_the_language(people: People, buys: Buyers, language: str) -> None:
    placed = (await buys("paid")).orders[0]
    customer = await people.customer("en" if language == "zh" else "zh")
    await customer.say(WHERE_ANY[language])
    assert language_of((await customer.say(placed.order_id)).text) == language
    assert language_of((await customer.say(placed.phone)).text) == language


@pytest.mark.parametrize(
    ("words", "response", "holder"),
    [
        ({"en": "let me talk to a human", "zh": "转人工"}, "utter_handoff", "queue"),
        ({"en": "never mind", "zh": "算了"}, "utter_left", "assistant"),
    ],
)
async def test_form_can_be_left(
    people: People, language: str, words: dict[str, str], response: str, holder: str
) -> None:
    customer = await people.customer(language)
    await customer.say(WHERE_ANY[language])
    answer = await customer.say(words[language])
    assert answer.responses[0] == response
    assert answer.state.holder == holder
