import asyncio
import io
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from crm_backend.commands.chat_client import HttpChat, SocketChat
from crm_backend.commands.identities import Signer
from crm_backend.commands.replay import Player, replay_all
from crm_backend.commands.script import Script, read_scripts
from crm_backend.commands.words import Stop
from tests.crm_backend.commands.fake_chat import IDENTITY_SECRET, FakeChat


async def played(chat: FakeChat, *scripts: dict[str, Any], concurrency: int = 4) -> list[dict[str, Any]]:
    output = io.StringIO()
    async with chat.served() as url:
        signer = Signer(url, SecretStr(IDENTITY_SECRET))
        read = [Script.model_validate(script) for script in scripts]
        await replay_all(read, url, signer, concurrency, output, lambda: None)
    return [json.loads(line) for line in output.getvalue().splitlines()]


async def test_a_script_becomes_a_line_with_every_turn() -> None:
    turns = ["hello", "where is my order", {"button": "a1002"}, "bye"]
    (line,) = await played(FakeChat(), {"id": "one", "customer_turns": turns, "locale": "en"})
    assert line["id"] == "one"
    assert [turn["sent"] for turn in line["turns"]] == ["hello", "where is my order", "A1002", "bye"]
    assert line["turns"][1]["replies"] == [
        {"sender": "assistant", "text": "re: where is my order", "buttons": ["A1001", "A1002"], "language": "en"}
    ]
    assert line["turns"][2]["replies"][0]["text"] == "re: A1002"
    assert [turn["holder"] for turn in line["turns"]] == ["assistant"] * 3 + ["nobody"]
    assert all(turn["ms"] > 0 for turn in line["turns"])
    assert (line["csat_asked"], line["outcome"]) == (True, "resolved_by_assistant")
    assert line["conversation_id"].startswith("c")
    assert not {"error", "conversations"} & line.keys()


async def test_the_next_turn_is_sent_when_the_one_before_has_ended() -> None:
    chat = FakeChat(delay=0.1)
    (line,) = await played(chat, {"id": 1, "customer_turns": ["a", "b"]})
    assert [turn["replies"][0]["text"] for turn in line["turns"]] == ["re: a", "re: b"]
    assert all(turn["ms"] >= 100 for turn in line["turns"])
    assert chat.most_at_once == 1


async def test_lines_keep_the_order_of_the_input_and_several_run_at_once() -> None:
    chat = FakeChat(delay=0.02)
    scripts = [{"id": number, "customer_turns": ["x"] * (3 if number == 0 else 1)} for number in range(6)]
    lines = await played(chat, *scripts, concurrency=3)
    assert [line["id"] for line in lines] == list(range(6))
    assert 1 < chat.most_at_once <= 3


async def test_scripts_of_one_customer_follow_each_other_in_conversations_of_their_own() -> None:
    scripts = [{"id": number, "customer": "C1", "customer_turns": ["a"]} for number in range(2)]
    first, second = await played(FakeChat(delay=0.02), *scripts)
    assert first["conversation_id"] != second["conversation_id"]
    assert [turn["replies"][0]["text"] for turn in second["turns"]] == ["re: a"]


async def test_a_busy_server_is_waited_for() -> None:
    chat = FakeChat(refusals=3)
    (line,) = await played(chat, {"id": 1, "customer_turns": ["a"]})
    assert "error" not in line
    assert chat.refusals == 0


async def test_a_button_that_was_not_offered_breaks_off_this_conversation_only() -> None:
    scripts = (
        {"id": 1, "customer_turns": ["where is my order", {"button": 3}, "x"]},
        {"id": 2, "customer_turns": ["where is my order", {"button": 2}]},
    )
    first, second = await played(FakeChat(), *scripts)
    assert first["error"] == "There is no button 3; offered: [1] A1001, [2] A1002"
    assert len(first["turns"]) == 1
    assert second["turns"][1]["sent"] == "A1002"


@pytest.mark.parametrize("kind", [HttpChat, SocketChat])
async def test_a_turn_that_never_ends_is_given_up(kind: type[HttpChat] | type[SocketChat]) -> None:
    chat = FakeChat()
    async with chat.served() as url, aiohttp.ClientSession() as http:
        script = Script(id=1, customer_turns=["a", "silence", "b"])
        outcome = await Player(kind(http, url), script, patience=0.5).play(http, Signer(url, None))
    assert outcome.error == "the turn did not end within 0 s"
    assert [turn.sent for turn in outcome.turns] == ["a"]


async def test_the_socket_says_the_same_as_http() -> None:
    chat = FakeChat(refusals=1)
    async with chat.served() as url, aiohttp.ClientSession() as http:
        client = SocketChat(http, url)
        await client.open()
        greeted = await client.start()
        several = [await client.say(text) for text in ("a", "b")]
        await client.close()
    assert [message.text for message in greeted.replies] == ["re: start"]
    assert [[message.text for message in settled.replies] for settled in several] == [["re: a"], ["re: b"]]
    assert not several[1].late


async def test_a_server_that_is_away_is_an_error_of_each_line() -> None:
    output = io.StringIO()
    read = [Script(id=1, customer_turns=["a"])]
    (outcome,) = await replay_all(read, "http://127.0.0.1:9", Signer("", None), 1, output, lambda: None)
    assert "127.0.0.1:9" in str(outcome.error)
    assert json.loads(output.getvalue())["conversation_id"] is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 2: Invalid JSON"),
        ('{"id": 1}', "line 2: customer_turns: Field required"),
        ('{"id": 1, "customer_turns": [], "turns": []}', "line 2: turns: Extra inputs"),
        ('{"id": 1, "customer_turns": [{"button": 0}]}', "line 2: customer_turns.0"),
        ('{"id": 1, "customer_turns": [], "locale": "fr"}', "line 2: locale"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text('{"id": 0, "customer_turns": ["x"]}\n' + line + "\n", "utf-8")
    with pytest.raises(Stop, match=reason):
        read_scripts(file)


async def test_waiting_for_news_does_not_lose_any() -> None:
    chat = FakeChat()
    async with chat.served() as url, aiohttp.ClientSession() as http:
        client = HttpChat(http, url)
        await client.open()
        waiting = asyncio.create_task(client.updates(wait=5))
        await asyncio.sleep(0.05)
        (visit,) = chat.visits.values()
        chat.add(visit, "agent", "Hello, this is Lin.")
        assert [message.text for message in (await waiting).messages] == ["Hello, this is Lin."]


async def test_a_customer_whom_nobody_can_sign_for_is_an_error_of_the_line() -> None:
    output = io.StringIO()
    chat = FakeChat()
    async with chat.served() as url:
        read = [Script(id=1, customer="C1", customer_turns=["a"]), Script(id=2, customer_turns=["a"])]
        first, second = await replay_all(read, url, Signer(url, None), 1, output, lambda: None)
    assert "Give --data of the instance" in str(first.error)
    assert second.error is None
