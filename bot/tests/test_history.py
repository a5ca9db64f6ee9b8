from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, ConversationPaused, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.history import opening, rebuilt, state_of
from bot.tests.conftest import PROJECT, MakeWorld, World

SCRIPT = (
    *("hello", "where is my order", "thanks", "查一下订单A1001", "hello", "where is my order", "A1001"),
    *("13812345678", "cancel A1002", "order status of A1001", "thanks", "bye", "谢谢", "where is my order"),
    *("好的", "thanks", "+1 415 555 2671", "hello"),
)


async def played(world: World, forgetful: bool = False) -> list[object]:
    told = []
    for text in SCRIPT:
        answer = await world.say(text)
        told.append((text, answer["replies"], answer["steps"], answer["state"], answer["effects"]))
        if forgetful:
            world.turns._store.drop("c1")
    return told


@pytest.mark.parametrize("window", [1, 7, 20])
async def test_the_window_changes_nothing(make_world: MakeWorld, window: int) -> None:
    """Forms, interruptions and slots cross its edge at every turn."""
    whole = await played(make_world(window=10_000))
    assert await played(make_world(window=window)) == whole
    assert await played(make_world(window=window), forgetful=True) == whole


async def test_a_turn_costs_the_same_at_any_length(make_world: MakeWorld) -> None:
    world = make_world(window=40)
    sizes = []
    for _ in range(60):
        await world.say("thanks")
        sizes.append(len((await world.turns._store.retrieve("c1")).events))
    assert max(sizes) < 2 * 40 + 20


def test_a_state_survives_its_opening() -> None:
    domain = Domain.load(str(PROJECT / "domain.yml"))
    past = [ActionExecuted("action_listen"), SlotSet("order_id", "A1"), SlotSet("done", None), ActiveLoop("proof_form")]
    for events in (past, [*past, ConversationPaused()], []):
        tracker = DialogueStateTracker.from_events("c1", events, slots=domain.slots)
        again = rebuilt("c1", domain, state_of(tracker), [])
        assert again.current_slot_values() == tracker.current_slot_values()
        assert again.active_loop_name == tracker.active_loop_name
        assert again.is_paused() == tracker.is_paused()
        assert state_of(again) | {"latest_action_name": ""} == state_of(tracker) | {"latest_action_name": ""}


def test_an_opening_ends_listening() -> None:
    assert [event.as_dict()["event"] for event in opening({})] == ["action", "session_started", "action"]
