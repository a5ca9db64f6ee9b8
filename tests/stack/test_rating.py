"""The close of a conversation, its rating, and what comes after it."""

import pytest

from crm_backend.conversations.schemas import SurveyView
from tests.stack.conftest import Buyers
from tests.stack.people import Answer, Customer, People

pytestmark = pytest.mark.stack

BYE = {"en": "Thanks, goodbye!", "zh": "谢谢，再见！"}


async def closed(people: People, language: str) -> tuple[Customer, Answer]:
    """A customer who just said goodbye."""
    customer = await people.customer(language)
    await customer.say({"en": "hello", "zh": "你好"}[language])
    answer = await customer.say(BYE[language])
    assert answer.responses == ["utter_goodbye", "utter_csat_ask"]
    assert answer.state.holder == "nobody"
    return customer, answer


def survey(answer: Answer) -> SurveyView:
    assert answer.state.survey is not None
    return answer.state.survey


async def test_goodbye_asks_for_a_rating_with_five_buttons(people: People, language: str) -> None:
    _, answer = await closed(people, language)
    assert [payload for payload in answer.payloads if payload.startswith("/csat_rate")] == answer.payloads
    assert len(answer.payloads) == 5
    assert survey(answer) == SurveyView(state="asked")


async def test_rating_by_button_then_a_comment(people: People, language: str) -> None:
    customer, _ = await closed(people, language)
    rated = await customer.press('/csat_rate{"rating":"4"}')
    assert survey(rated) == SurveyView(state="answered", rating=4)
    comment = {"en": "It was a bit slow, but the answer helped me", "zh": "有点慢，不过回答很有用"}[language]
    assert survey(await customer.say(comment)) == SurveyView(state="answered", rating=4, comment=comment)
    assert len(await conversations(customer)) == 1


@pytest.mark.parametrize(("text", "rating"), [("5", 5), ("五分", 5), ("⭐⭐⭐", 3), ("2 stars", 2), ("３", 3)])
async def test_rating_as_text(people: People, text: str, rating: int) -> None:
    customer, _ = await closed(people, "zh")
    assert survey(await customer.say(text)).rating == rating


@pytest.mark.parametrize("text", ["10", "0", "六分", "100 stars"])
async def test_out_of_range_is_asked_again_kindly(people: People, language: str, text: str) -> None:
    customer, _ = await closed(people, language)
    answer = await customer.say(text)
    assert answer.responses == ["utter_csat_out_of_range"]
    assert len(answer.payloads) == 5
    assert survey(answer) == SurveyView(state="asked")
    assert survey(await customer.press('/csat_rate{"rating":"5"}')).rating == 5


async def test_second_rating_replaces_the_first(people: People, language: str) -> None:
    customer, _ = await closed(people, language)
    await customer.say("2")
    changed = await customer.say("5")
    assert survey(changed) == SurveyView(state="answered", rating=5)
    assert "utter_csat_changed" in changed


async def test_leaving_asks_once(people: People, language: str) -> None:
    customer = await people.customer(language)
    await customer.say({"en": "hello", "zh": "你好"}[language])
    left = await customer.end()
    assert left.responses == ["utter_csat_ask"]
    assert (await customer.end()).responses == []
    assert survey(left) == SurveyView(state="asked")


async def test_new_request_after_the_close_opens_a_conversation_that_follows(
    people: People, buys: Buyers, language: str
) -> None:
    customer, _ = await closed(people, language)
    before = customer.conversation_id
    placed = (await buys("paid")).orders[0]
    request = {"en": "Where is my order {0}?", "zh": "帮我查一下订单{0}到哪了"}[language]
    answer = await customer.say(request.format(placed.order_id))
    assert answer.responses == ["utter_ask_proof"]
    assert customer.conversation_id != before
    assert answer.state.follows == before
    assert answer.state.holder == "assistant"


async def test_polite_word_after_the_close_opens_nothing(people: People, language: str) -> None:
    customer, _ = await closed(people, language)
    answer = await customer.say({"en": "thank you", "zh": "谢谢"}[language])
    assert answer.responses == ["utter_csat_smalltalk"]
    assert len(await conversations(customer)) == 1


async def conversations(customer: Customer) -> set[str]:
    """Those that a page opened anew would show."""
    customer.chat.cursor = None
    return {message.conversation_id for message in (await customer.chat.updates()).messages}
