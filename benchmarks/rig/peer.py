"""Stock Rasa on the same machine: default config, REST channel, default stores, stock action server."""

import asyncio
import hashlib
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.rig import peer_project
from benchmarks.rig.stack import Stack, StackFailed, free_ports, plain_environment
from crm_backend.commands.children import last_lines
from crm_backend.commands.places import BOT_PYTHON, ROOT, settings_for
from crm_backend.kit.auth import with_secrets

READY_WITHIN = 400.0
RASA = str(BOT_PYTHON.with_name("rasa"))
SDK = [str(ROOT / ".venv" / "bin" / "python"), "-m", "rasa_sdk"]
MADE_OF = ("config.yml", "domain.yml", "data/nlu.yml", "data/rules.yml", "data/stories.yml")


async def trained(cache: Path) -> Path:
    """The peer's project with its model, trained for minutes if the cache has none of the same content."""
    folder = cache / "peer"
    peer_project.write(folder)
    content = b"".join((folder / name).read_bytes() for name in MADE_OF)
    name = f"stock-{hashlib.sha256(content).hexdigest()[:16]}"
    if not (folder / "models" / f"{name}.tar.gz").exists():
        print("Training the stock peer with Rasa's default config: this takes some minutes …", flush=True)
        await _train(folder, name)
    return folder / "models" / f"{name}.tar.gz"


@dataclass(frozen=True)
class Peer:
    """A running stock Rasa."""

    url: str
    pids: dict[str, int]


@asynccontextmanager
async def running(model: Path, stack: Stack) -> AsyncIterator[Peer]:
    """`rasa run` and `python -m rasa_sdk`, asking the CRM of `stack`."""
    folder = model.parents[1]
    rasa_port, actions_port = free_ports(2)
    peer_project.point_at(folder, actions_port)
    secrets = with_secrets(settings_for(stack.data))
    told = {
        "RAPPORT_CRM_URL": stack.url,
        "RAPPORT_ACTIONS_TOKEN": secrets.actions_token.get_secret_value(),
        "PYTHONPATH": f"{ROOT}:{folder}",
        "SANIC_HOST": "127.0.0.1",
    }
    actions = [*SDK, "--actions", "peer_actions", "--port", str(actions_port)]
    rasa = [RASA, "run", "--interface", "127.0.0.1", "--port", str(rasa_port), "--model", str(model)]
    rasa += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    async with _process(folder, actions, told, "actions") as sdk, _process(folder, rasa, {}, "rasa") as process:
        url = f"http://127.0.0.1:{rasa_port}"
        await _until_answers(sdk, f"http://127.0.0.1:{actions_port}/health", folder / "actions.log")
        await _until_answers(process, f"{url}/", folder / "rasa.log")
        yield Peer(url, {"rasa": process.pid, "actions": sdk.pid})


async def _train(folder: Path, name: str) -> None:
    command = [RASA, "train", "--fixed-model-name", name, "--out", "models"]
    peer_project.point_at(folder, 5055)
    async with _process(folder, command, {}, "train") as process:
        if await process.wait() != 0 or not (folder / "models" / f"{name}.tar.gz").exists():
            raise StackFailed("\n".join(last_lines(folder / "train.log", 15)))


@asynccontextmanager
async def _process(
    folder: Path, command: list[str], told: dict[str, str], log: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = plain_environment({"RASA_TELEMETRY_ENABLED": "false", **told})
    with (folder / f"{log}.log").open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _until_answers(process: asyncio.subprocess.Process, url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
        while not await _answers(http, url):
            if process.returncode is not None or time.monotonic() > deadline:
                raise StackFailed("\n".join(last_lines(log, 15)))
            await asyncio.sleep(0.3)


async def _answers(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url) as response:
            return response.status < 500
    except (aiohttp.ClientError, TimeoutError):
        return False
