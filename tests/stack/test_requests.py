"""What else is done on an order, from first words to done, on the three real processes."""

import pytest
from sqlalchemy import select

from crm_backend.orders.models import Order, OrderRequest
from tests.stack.conftest import Buyers
from tests.stack.people import People, language_of
from tests.stack.running import Stack

YES = {"en": "yes, please", "zh": "好的，确认"}
ADDRESS = {"en": "12 Maple Street, Portland, OR 97205", "zh": "北京市海淀区中关村大街1号"}


async def order(stack: Stack, order_id: str) -> Order:
    async with stack.services() as services, services.database.reading() as session:
        return (await session.scalars(select(Order).where(Order.external_id == order_id))).one()


async def requested(stack: Stack, order_id: str) -> list[str]:
    """The kinds of what staff have to do on the order."""
    async with stack.services() as services, services.database.reading() as session:
        found = select(OrderRequest.kind).join(Order).where(Order.external_id == order_id)
        return list(await session.scalars(found))


async def test_another_address(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    known = await buys("paid")
    order_id = known.orders[0].order_id
    customer = await people.customer(language, known.customer)
    text = {
        "en": f"I need to change the delivery address of order {order_id}",
        "zh": f"订单{order_id}的收货地址要改一下",
    }
    assert (await customer.say(text[language])).responses == ["utter_ask_new_address"]
    shown = await customer.say(ADDRESS[language])
    assert "utter_confirm_change_address_new" in shown
    assert ADDRESS[language] in shown.text
    assert language_of(shown.text) == language
    aside = await customer.say(
        {"en": f"wait, where is order {order_id}?", "zh": f"等等，订单{order_id}到哪了？"}[language]
    )
    assert aside.responses[-1] == "utter_confirm_change_address_new"
    assert (await order(stack, order_id)).address is None
    assert (await customer.say(YES[language])).responses[0] == "utter_done_change_address"
    assert (await order(stack, order_id)).address == ADDRESS[language]


async def test_a_return(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    known = await buys("delivered")
    order_id = known.orders[0].order_id
    customer = await people.customer(language, known.customer)
    text = {"en": f"I'd like to return order {order_id}", "zh": f"订单{order_id}我想退货"}[language]
    assert (await customer.say(text)).responses == ["utter_ask_return_reason"]
    assert (await customer.press('/inform{"reason":"none"}')).responses == ["utter_confirm_request_return"]
    assert await requested(stack, order_id) == []
    assert (await customer.press("/affirm")).responses[0] == "utter_done_request_return"
    assert await requested(stack, order_id) == ["return"]
    asked = {"en": "where is my refund?", "zh": "退款什么时候到账？"}[language]
    assert (await customer.say(asked)).responses[0] == "utter_return_open"


async def test_an_exchange(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    known = await buys("delivered")
    order_id = known.orders[0].order_id
    customer = await people.customer(language, known.customer)
    text = {"en": f"I want to exchange order {order_id} for a black one", "zh": f"订单{order_id}想换货，换成黑色的"}
    assert (await customer.say(text[language])).responses == ["utter_confirm_request_exchange"]
    assert (await customer.say(YES[language])).responses[0] == "utter_done_request_exchange"
    assert await requested(stack, order_id) == ["exchange"]


async def test_a_repair(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    placed = (await buys("delivered")).orders[0]
    customer = await people.customer(language)
    text = {
        "en": "my lamp is broken, it flickers and I need it repaired under warranty",
        "zh": "台灯坏了，一直闪，想保修",
    }[language]
    assert (await customer.say(text)).responses == ["utter_ask_order_number_product_fault"]
    assert (await customer.say(placed.order_id)).responses == ["utter_ask_proof"]
    assert (await customer.say(placed.email)).responses == ["utter_ask_remedy"]
    assert (await customer.press('/inform{"remedy":"repair"}')).responses == ["utter_confirm_request_repair"]
    assert (await customer.say(YES[language])).responses[0] == "utter_done_request_repair"
    assert await requested(stack, placed.order_id) == ["repair"]


async def test_a_parcel_that_came_broken(stack: Stack, people: People, buys: Buyers, language: str) -> None:
    known = await buys("delivered")
    customer = await people.customer(language, known.customer)
    text = {"en": "my parcel arrived crushed and soaking wet", "zh": "快递箱压坏了，里面都湿了"}[language]
    answer = await customer.say(text)
    assert answer.responses[:2] == ["utter_delivery_sorry", "utter_handoff"]
    assert answer.state.holder == "queue"
    async with stack.services() as services, services.database.reading() as session:
        (handoff,) = await services.handoff.history(session, customer.conversation_id)
    assert handoff.gathered is not None
    assert (handoff.gathered["problem"], handoff.gathered["said"]) == ("damaged", text)
    assert handoff.gathered["order_id"] == known.orders[0].order_id


async def test_danger_goes_before_everything(people: People, language: str) -> None:
    customer = await people.customer(language)
    text = {"en": "the power bank I bought is smoking!!", "zh": "刚买的充电宝冒烟了！"}[language]
    answer = await customer.say(text)
    assert answer.responses == ["utter_danger", "utter_handoff"]
    assert answer.state.holder == "queue"


@pytest.mark.parametrize("need", ["change_order", "return_refund"])
async def test_another_customers_order_stays_closed(
    stack: Stack, people: People, buys: Buyers, language: str, need: str
) -> None:
    others, known = (await buys("paid")).orders[0], await buys("paid")
    customer = await people.customer(language, known.customer)
    texts = {
        "change_order": {"en": "change the address of order {}", "zh": "修改订单{}的收货地址"},
        "return_refund": {"en": "I want to return order {}", "zh": "订单{}我要退货退款"},
    }
    answer = await customer.say(texts[need][language].format(others.order_id))
    assert answer.responses == ["utter_order_not_found"]
    assert others.email not in answer.text
    assert (await order(stack, others.order_id)).address is None
