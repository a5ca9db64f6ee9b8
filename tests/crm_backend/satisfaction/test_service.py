from typing import Any

import pytest

from tests.crm_backend.conftest import SetClock
from tests.crm_backend.ledger import Ledger, closing


def saying(*effects: dict[str, Any]) -> Any:
    return lambda _: {"replies": [{"text": "thanks"}], "effects": list(effects)}


async def closed(ledger: Ledger) -> tuple[str, str]:
    me = await ledger.visitor()
    ledger.assistant.answer = closing
    await ledger.write(me, "bye", "m0")
    await ledger.dispatch()
    conversation = (await ledger.feed(me)).state.conversation_id
    assert conversation is not None
    return me, conversation


async def survey(ledger: Ledger, me: str) -> Any:
    return (await ledger.feed(me)).state.survey


async def test_a_second_rating_replaces_the_first_and_a_comment_stays(ledger: Ledger) -> None:
    me, _ = await closed(ledger)
    for number, effect in enumerate(
        (
            {"kind": "csat_rating", "rating": 2},
            {"kind": "csat_comment", "text": "slow"},
            {"kind": "csat_rating", "rating": 5},
        )
    ):
        ledger.assistant.answer = saying(effect)
        button = (await ledger.feed(me)).messages[1].buttons[0].id
        await ledger.press(me, button, f"m{number + 1}")
        await ledger.dispatch()
    found = await survey(ledger, me)
    assert (found.state, found.rating, found.comment) == ("answered", 5, "slow")


async def test_it_is_asked_once(ledger: Ledger, clock: SetClock) -> None:
    me, _ = await closed(ledger)
    before = await survey(ledger, me)
    ledger.assistant.answer = saying({"kind": "csat_rating", "rating": 4}, {"kind": "ask_csat"})
    await ledger.press(me, (await ledger.feed(me)).messages[1].buttons[3].id, "m1")
    await ledger.dispatch()
    after = await survey(ledger, me)
    assert before.state == "asked"
    assert (after.state, after.rating) == ("answered", 4)


async def test_no_answer_expires(ledger: Ledger, clock: SetClock) -> None:
    me, conversation = await closed(ledger)
    assert await ledger.do(ledger.satisfaction.awaits_words, conversation)
    clock.advance(ledger.settings.survey_afterword + 1)
    assert not await ledger.do(ledger.satisfaction.awaits_words, conversation)
    assert (await survey(ledger, me)).state == "asked"
    clock.advance(ledger.settings.survey_lifetime)
    await ledger.sweeper.sweep()
    assert (await survey(ledger, me)).state == "expired"


@pytest.mark.parametrize("rating", [0, 6, -1, 10])
async def test_a_rating_out_of_range_is_never_stored(ledger: Ledger, clock: SetClock, rating: int) -> None:
    me, _ = await closed(ledger)
    ledger.assistant.answer = saying({"kind": "csat_rating", "rating": rating})
    await ledger.press(me, (await ledger.feed(me)).messages[1].buttons[0].id, "m1")
    for _ in range(10):
        await ledger.dispatch()
        clock.advance(1)
    feed = await ledger.feed(me)
    assert feed.state.survey is not None
    assert feed.state.survey.rating is None
    assert not feed.state.working
    assert feed.messages[-1].sender == "system"


async def test_feedback_is_kept_in_the_customers_words(ledger: Ledger) -> None:
    me = await ledger.visitor()
    ledger.assistant.answer = lambda request: {
        "replies": [{"text": "thank you"}],
        "effects": [{"kind": "feedback", "about": "praise", "text": request["input"]["text"]}],
    }
    received = await ledger.write(me, "your courier was lovely", "m1")
    await ledger.dispatch()
    kept = await ledger.do(ledger.satisfaction.feedback, received.message.conversation_id)
    assert [(said.about, said.text) for said in kept] == [("praise", "your courier was lovely")]
    assert await ledger.do(ledger.satisfaction.feedback, about="suggestion") == []


async def test_feedback_without_words_is_not_kept(ledger: Ledger) -> None:
    me = await ledger.visitor()
    ledger.assistant.answer = lambda request: {
        "replies": [{"text": "thank you"}],
        "effects": [{"kind": "feedback", "about": "praise"}, {"kind": "feedback", "about": "praise", "text": None}],
    }
    received = await ledger.write(me, "your courier was lovely", "m1")
    await ledger.dispatch()
    assert await ledger.do(ledger.satisfaction.feedback, received.message.conversation_id) == []
