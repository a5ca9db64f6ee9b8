from __future__ import annotations

from typing import Any

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlg import BilingualResponses, choose, language_of
from bot.placeholders import filled
from bot.replies import EditedReplies
from bot.settings import BotSettings
from bot.tests.conftest import World, texts


def variant(language: str | None, strategy: str | None = None, text: str = "") -> dict[str, Any]:
    about = {key: value for key, value in (("language", language), ("strategy", strategy)) if value}
    return {"text": text or f"{language}-{strategy}", "metadata": about}


def chosen(variants: list[dict[str, Any]], language: str, strategy: str | None, draw: int = 0) -> str | None:
    found = choose(variants, language, strategy, draw)
    return found and found["text"]


def test_language_comes_before_strategy() -> None:
    variants = [variant("en"), variant("en", "warm"), variant("zh"), variant("zh", "terse")]
    assert chosen(variants, "zh", "warm") == "zh-None"
    assert chosen(variants, "en", "warm") == "en-warm"
    assert chosen(variants, "en", "default") == "en-None"
    assert chosen(variants, "fr", None) == "en-None"
    assert chosen([], "en", None) is None
    assert chosen([{"text": "plain"}], "zh", None) == "plain"


def test_the_draw_is_reproducible() -> None:
    variants = [variant("en", text="a"), variant("en", text="b")]
    assert {chosen(variants, "en", None, draw) for draw in range(4)} == {"a", "b"}


def test_the_last_language_is_kept() -> None:
    tracker = DialogueStateTracker("c1", [])
    assert language_of(tracker) == "en"
    tracker.update(UserUttered("你好", metadata={"language": "zh"}))
    tracker.update(UserUttered("A1001"))
    assert language_of(tracker) == "zh"


async def test_replies_follow_the_customer(world: World) -> None:
    answer = await world.say("我的订单到哪了", language="zh")
    assert texts(answer) == ["是哪个订单？"]
    assert answer["replies"][0]["buttons"] == [{"title": "订单A1001", "payload": '/order_status{"order_id":"A1001"}'}]
    assert texts(await world.say("A1001", language="en")) == ["Which phone number is on it?"]
    assert texts(await world.say("thanks", language="zh"))[-1] == "订单上的手机号是多少？"
    assert texts(await world.say("hello", cid="c2", strategy="warm")) == ["Hi there!"]


async def test_the_same_turn_says_the_same(world: World) -> None:
    once = [texts(await world.say("thanks")) for _ in range(8)]
    world.turns._store.drop("c1")
    world.turns._answered.clear()
    world.ledger.turns.clear()
    assert [texts(await world.say("thanks")) for _ in range(8)] == once
    assert len({text for [text] in once}) == 2


async def test_an_unknown_response_is_none() -> None:
    assert (
        await BilingualResponses({}, EditedReplies(BotSettings())).generate(
            "utter_x", DialogueStateTracker("c1", []), "crm"
        )
        is None
    )


def test_what_is_filled_in_stays_text() -> None:
    values = {"a": "{b} 0[ {{", "b": 'say "hi"', "none": None}
    assert filled("x {a} {none}{missing}", values) == "x {b} 0[ {{ "
    assert filled({"payload": '/i{{"v":"{b}"}}'}, values) == {"payload": '/i{"v":"say \\"hi\\""}'}
    assert filled({"payload": '/i{"v":"{b}"}'}, values) == {"payload": '/i{"v":"say \\"hi\\""}'}
    assert filled([{"title": "{b}"}, 5], values) == [{"title": 'say "hi"'}, 5]
