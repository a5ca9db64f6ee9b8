import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

import aiohttp
import yaml
from aiohttp.test_utils import unused_port

from actions.registry import ACTIONS

ROOT = Path(__file__).parents[2]
TOKEN = {"RAPPORT_ACTIONS_TOKEN": "the token"}


def test_the_domain_lists_exactly_our_actions() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    assert sorted(domain["actions"]) == sorted(action.action_name for action in ACTIONS)


async def test_serves_on_loopback_in_one_process() -> None:
    port = unused_port()
    environment = {**os.environ, "RAPPORT_CRM_URL": f"http://127.0.0.1:{unused_port()}", **TOKEN}
    command = (sys.executable, "-m", "actions.server", "--port", str(port))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment)
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            await _healthy(session)
            message = {"entities": [{"entity": "rating", "value": "5"}]}
            tracker = {"sender_id": "c1", "slots": {}, "latest_message": message}
            call = {"next_action": "action_csat_rate", "domain": {"intents": ["greet"]}, "tracker": tracker}
            async with session.post("/webhook", json=call) as refused, session.get("/actions") as hidden:
                assert (refused.status, hidden.status) == (401, 401)
            headers = {"Authorization": "Bearer the token"}
            async with session.post("/webhook", json=call, headers=headers) as response:
                answer = await response.json()
    finally:
        await _stopped(process)
    assert answer["responses"][0]["custom"] == {"effect": {"kind": "csat_rating", "rating": 5}}


async def _stopped(process: asyncio.subprocess.Process) -> None:
    """Sanic forgets a signal that comes while it is still getting ready."""
    while process.returncode is None:
        process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 1)


async def _healthy(session: aiohttp.ClientSession) -> None:
    for _ in range(400):
        try:
            async with session.get("/health") as response:
                assert response.status == 200
                return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.1)
    raise AssertionError("the action server did not start")
