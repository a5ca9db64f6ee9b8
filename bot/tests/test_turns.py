from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import failpoints
from bot.tests.conftest import MakeWorld, World, texts


async def test_a_turn_is_explained(world: World) -> None:
    answer = await world.say("取消订单A1001", language="zh")
    assert texts(answer) == ["订单 A1001 正在路上。"]
    assert answer["replies"][0]["response"] == "utter_status"
    assert answer["replies"][0]["language"] == "zh"
    assert answer["understanding"]["intent"]["name"] == "cancel_order"
    assert answer["understanding"]["entities"][0]["value"] == "A1001"
    assert answer["steps"] == [
        {"action": "action_status", "policy": "RulePolicy", "confidence": 1.0, "rule": "cancel at once"}
    ]
    assert answer["calls"][0]["status"] == "ok"
    assert answer["state"]["slots"] == {"order_id": "A1001", "done": True}
    assert answer["turn"] == 1
    assert answer["model_id"] == world.turns.model_id


async def test_actions_see_message_id_and_metadata(world: World) -> None:
    await world.say("cancel my order A1001", message_id="m-7", customer_name="Li")
    message = world.actions.asked[0]["tracker"]["latest_message"]
    assert message["message_id"] == "m-7"
    assert message["metadata"]["customer_name"] == "Li"


async def test_the_same_message_is_answered_once(world: World) -> None:
    first = await world.say("cancel A1001")
    _, again = await world.take("cancel A1001", turn=1, message_id="m1")
    assert again == first
    assert len(world.actions.asked) == 1


async def test_an_answer_that_the_crm_discarded_is_forgotten(world: World) -> None:
    await world.say("hello")
    await world.take("cancel A1001", message_id="discarded")  # not kept in the ledger
    answer = await world.say("hello", message_id="other")
    assert answer["turn"] == 2
    assert world.ledger.asked == 1
    assert answer["state"]["slots"] == {}


async def test_a_turn_that_the_ledger_does_not_know(world: World) -> None:
    status, answer = await world.take("hello", turn=5)
    assert (status, answer["failure"]["code"]) == (503, "history_unavailable")


async def test_a_ledger_that_is_away_is_no_empty_conversation(world: World) -> None:
    await world.say("hello")
    world.turns._store.drop("c1")
    world.ledger.away = True
    status, answer = await world.take("hello")
    assert (status, answer["failure"]["code"]) == (503, "history_unavailable")


@pytest.mark.parametrize(
    ("http_status", "body", "code"),
    [(500, "boom", "action_failed"), (200, "no json", "action_failed"), (200, '{"events": 5}', "action_failed")],
)
async def test_a_failed_action_fails_the_turn(world: World, http_status: int, body: str, code: str) -> None:
    world.actions.status, world.actions.body = http_status, body
    status, answer = await world.take("cancel A1001")
    assert (status, answer["failure"]["code"]) == (503, code)
    assert answer["calls"][0]["action"] == "action_status"
    world.actions.status, world.actions.body = 200, None
    assert texts(await world.say("cancel A1001", message_id="m1")) == ["Order A1001 is on its way."]


async def test_an_action_server_that_is_away_is_told_from_one_that_fails(world: World) -> None:
    world.endpoint.url = "http://127.0.0.1:1/webhook"
    status, answer = await world.take("cancel A1001")
    assert (status, answer["failure"]["code"], answer["calls"][0]["status"]) == (503, "action_unreachable", "failed")


async def test_a_slow_action_fails_the_turn(make_world: MakeWorld) -> None:
    world = make_world(action_deadline=0.05)
    world.actions.delay = 0.5
    status, answer = await world.take("cancel A1001")
    assert (status, answer["failure"]["code"], answer["calls"][0]["status"]) == (503, "action_timeout", "timeout")


async def test_the_deadline_of_a_turn(make_world: MakeWorld) -> None:
    world = make_world(turn_deadline=0.1)
    world.actions.delay = 0.5
    status, answer = await world.take("cancel A1001")
    assert (status, answer["failure"]["code"], answer["calls"][0]["status"]) == (503, "deadline", "timeout")


async def test_silence_is_a_failure(world: World) -> None:
    status, answer = await world.take("/silence", "button")
    assert (status, answer["failure"]["code"]) == (503, "nothing_said")


async def test_a_dialogue_that_never_listens_is_a_failure(world: World) -> None:
    world.actions.answers["action_runaway"] = lambda _: {"events": [{"event": "followup", "name": "action_runaway"}]}
    status, answer = await world.take("/runaway", "button")
    assert (status, answer["failure"]["code"]) == (503, "rasa_error")


async def test_effects_are_told_from_replies(world: World) -> None:
    effects = [{"kind": "log", "met": True}, {"kind": "resolve"}]
    world.actions.answers["action_effects"] = lambda _: {"responses": [{"custom": {"effect": e}} for e in effects]}
    answer = await world.say("left", "event")
    assert (answer["effects"], answer["replies"]) == (effects, [])


async def test_a_slash_is_text(world: World) -> None:
    answer = await world.say("/cancel_order")
    assert answer["understanding"]["text"] == "/cancel_order"
    assert answer["understanding"]["intent"]["confidence"] < 1
    answer = await world.say('  /csat_rate{"rating":"5"}')
    assert "rating" not in answer["state"]["slots"]


async def test_a_button_is_its_intent(world: World) -> None:
    answer = await world.say('/cancel_order{"order_id": "B-2"}', "button")
    assert answer["understanding"]["intent"] == {"name": "cancel_order", "confidence": 1.0}
    assert texts(answer) == ["Order B-2 is on its way."]


async def test_conversations_do_not_mix(world: World) -> None:
    said = [world.take("cancel A100" + str(n), cid=f"c{n}") for n in range(6)]
    answers = await asyncio.gather(*said)
    assert [texts(answer) for _, answer in answers] == [[f"Order A100{n} is on its way."] for n in range(6)]


async def test_messages_of_one_conversation_queue(world: World) -> None:
    world.actions.delay = 0.05
    both = [world.take(f"cancel A100{turn}", turn=turn) for turn in (1, 2)]
    answers = await asyncio.gather(*both)
    assert [(status, answer["turn"]) for status, answer in answers] == [(200, 1), (200, 2)]


async def test_a_new_request_after_the_close(world: World) -> None:
    await world.say("hello")
    asked = {"state": "asked", "rating": None, "comment": False}
    _, answer = await world.take("please cancel A1001 my order", "afterword", survey=asked)
    assert answer["effects"] == [{"kind": "follow"}]
    assert (answer["replies"], answer["events"]) == ([], [])
    answer = await world.say("4", "afterword", survey=asked, message_id="other")
    assert (texts(answer), answer["turn"]) == (["Rated 4"], 2)


async def test_the_failpoint_fires_after_actions_only(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []
    monkeypatch.setattr(failpoints.os, "kill", lambda *_: killed.append(1))
    settings = world.turns._settings
    object.__setattr__(settings, "failpoint", "after-actions")
    object.__setattr__(settings, "data", tmp_path)
    await world.say("hello")
    assert not killed
    await world.say("cancel A1001")
    await world.say("cancel A1001")
    assert len(killed) == 1  # its mark lets a restarted process go on
