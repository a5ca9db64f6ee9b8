"""Each fix gives what upstream gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from bot import fixes
from bot.fixes import graph_runner, rule_names, session
from bot.tests.conftest import World

ANSWERS: list[Any] = [
    {"events": [], "responses": []},
    {},
    {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "hi"}]},
    {"events": [{"event": "unheard of"}]},
    {"events": [{"event": "slot"}], "responses": "none"},
    {"events": 5},
    [],
]


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_schema(answer: Any) -> None:
    action = RemoteAction("action_x", None)
    expected = refusal(lambda: jsonschema.validate(answer, RemoteAction.action_response_format_spec()))
    raised = refusal(lambda: action._validate_action_result(answer))
    assert raised == expected


def refusal(check: Callable[[], object]) -> tuple[list[object], str] | None:
    try:
        check()
    except jsonschema.ValidationError as error:
        return list(error.absolute_path), error.validator
    return None


def test_event_types() -> None:
    for event_class in all_subclasses(Event):
        first = next(c for c in all_subclasses(Event) if c.type_name == event_class.type_name)
        assert Event.resolve_by_type(event_class.type_name) is first
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("unheard of", Event) is Event
    with pytest.raises(ValueError, match="unheard of"):
        Event.resolve_by_type("unheard of")


def test_graph_runner(world: World) -> None:
    processor = world.turns._processor
    runner = processor.graph_runner
    assert type(runner).run is graph_runner.run
    for text in ("cancel A1001", "你好", "xyz"):
        inputs = {
            "__message__": [UserMessage(text)],
            "__tracker__": DialogueStateTracker.from_events("c1", [], processor.domain.slots),
        }
        targets = [processor.model_metadata.nlu_target]
        ours, upstreams = runner.run(inputs, targets), graph_runner.UPSTREAM(runner, inputs, targets)
        assert list(ours) == list(upstreams)
        assert [m.as_dict() for m in ours[targets[0]]] == [m.as_dict() for m in upstreams[targets[0]]]


def test_graph_runner_refuses_what_upstream_refuses(world: World) -> None:
    runner = world.turns._processor.graph_runner
    name = next(iter(runner._instantiated_nodes))
    for run in (DaskGraphRunner.run, graph_runner.UPSTREAM):
        with pytest.raises(GraphRunError):
            run(runner, {"__tracker__": name}, [name])


async def test_one_session(world: World) -> None:
    endpoint = world.endpoint
    async with endpoint.session() as first:
        pass
    async with endpoint.session() as second:
        assert first is second
        assert not first.closed
    body = {"next_action": "action_status", "tracker": {"slots": {"order_id": "A1"}}}
    ours = await EndpointConfig.request(endpoint, json=dict(body))
    async with session.UPSTREAM(endpoint) as fresh, fresh.post(endpoint.url, json=body) as answer:
        assert ours == await answer.json()
    await session.close(endpoint)
    assert first.closed
    assert isinstance(first, aiohttp.ClientSession)


async def test_rule_names_change_no_prediction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    script = ("hello", "where is my order", "thanks", "where is my order", "A1001", "13812345678", "bye")
    named = [await world.say(text, cid="named") for text in script]
    monkeypatch.setattr(RulePolicy, "_rule_prediction", rule_names.UPSTREAM_PREDICTION)
    plain = [await world.say(text, cid="plain") for text in script]
    assert [[reply["response"] for reply in answer["replies"]] for answer in named] == [
        [reply["response"] for reply in answer["replies"]] for answer in plain
    ]
    assert named[0]["steps"][0]["rule"] == "greet back"
    assert named[3]["steps"][0] == {
        "action": "action_default_fallback",
        "policy": "RulePolicy",
        "confidence": plain[3]["steps"][0]["confidence"],
        "rule": None,  # the form rejected what the rule asked for
    }
    assert plain[0]["steps"][0]["rule"] is None


def test_each_fix_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    applied: list[str] = []
    monkeypatch.setattr(
        fixes, "import_module", lambda name: type("Fix", (), {"apply": staticmethod(lambda: applied.append(name))})
    )
    monkeypatch.setenv("RAPPORT_FIX_SCHEMA", "off")
    assert fixes.apply_all() == ["event_types", "graph_runner", "session", "rule_names"]
    assert "bot.fixes.schema" not in applied
