"""A Rapport of one's own: `./rapport serve` on free ports, in a data folder that is thrown away."""

import asyncio
import os
import random
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import aiohttp

from crm_backend.commands import instances
from crm_backend.commands.children import last_lines
from crm_backend.commands.places import ROOT
from crm_backend.commands.ports import is_free

PORTS = range(19000, 20000)
READY_WITHIN = 300.0  # seconds; a first start trains the model
STOPPED_WITHIN = 25.0
CACHE = Path(tempfile.gettempdir()) / "rapport-benchmarks"  # trained models, from one run to the next
# What the benchmarks send at once is no flood
NO_LIMITS = {
    "RAPPORT_SESSION_BURST": "1000000",
    "RAPPORT_SESSION_MESSAGES_PER_SECOND": "1000000",
    "RAPPORT_ADDRESS_BURST": "1000000",
    "RAPPORT_ADDRESS_MESSAGES_PER_SECOND": "1000000",
    "RAPPORT_SESSIONS_PER_ADDRESS_PER_SECOND": "100000",
}


class StackFailed(Exception):
    """Rapport did not start, or a command of it failed; `str()` holds the last lines that it wrote."""


@dataclass(frozen=True)
class Stack:
    """A running Rapport."""

    process: asyncio.subprocess.Process
    data: Path
    crm_port: int
    actions_port: int
    bot_port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.crm_port}"

    def pids(self) -> dict[str, int]:
        """The parts that the supervisor runs now: crm, actions, bot."""
        found = instances.at_port(self.crm_port)
        return dict(found.parts) if found is not None else {}


def plain_environment(told: Mapping[str, str]) -> dict[str, str]:
    """Ours without its RAPPORT_ settings, so that a figure does not depend on who measures."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAPPORT_")}
    return {**kept, **told}


@asynccontextmanager
async def running(
    data: Path, *, told: Mapping[str, str] | None = None, options: tuple[str, ...] = (), root: Path = ROOT
) -> AsyncIterator[Stack]:
    """`./rapport serve` until the block ends; ready when it begins."""
    _log(data).parent.mkdir(parents=True, exist_ok=True)
    stack = await _start(data, plain_environment({**NO_LIMITS, **(told or {})}), options, root)
    try:
        await until_ready(stack)
        yield stack
    finally:
        await _stop(stack)


async def until_ready(stack: Stack, patience: float = READY_WITHIN) -> None:
    """Until customers can be answered: store, Rasa and actions. StackFailed if it ends or takes too long."""
    deadline = time.monotonic() + patience
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
        for url in (f"{stack.url}/readyz", f"http://127.0.0.1:{stack.actions_port}/health"):
            while not await _answers(http, url):
                if stack.process.returncode is not None or time.monotonic() > deadline:
                    raise StackFailed("\n".join(last_lines(_log(stack.data), 20)))
                await asyncio.sleep(0.1)


async def command(data: Path, *words: str, told: Mapping[str, str] | None = None, root: Path = ROOT) -> None:
    """A command of ./rapport on this data folder, such as `load`. StackFailed with what it said."""
    process = await asyncio.create_subprocess_exec(
        str(root / "rapport"),
        *words,
        "--data",
        str(data),
        env=plain_environment(told or {}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise StackFailed(said.decode("utf-8", "replace"))


def free_ports(count: int) -> list[int]:
    """Ports below those that the system gives to outgoing connections: nobody takes them before we do."""
    candidates = random.sample(PORTS, len(PORTS))
    return list(islice((port for port in candidates if is_free("127.0.0.1", port)), count))


def share_models(data: Path, cache: Path) -> None:
    """Keep trained models in the cache, so that a new data folder does not train again."""
    models = cache / "models"
    models.mkdir(parents=True, exist_ok=True)
    data.mkdir(parents=True, exist_ok=True)
    if not (data / "models").exists():
        (data / "models").symlink_to(models.resolve())


async def _start(data: Path, environment: dict[str, str], options: tuple[str, ...], root: Path) -> Stack:
    chosen = free_ports(3)
    ports = zip(("--port", "--actions-port", "--bot-port"), map(str, chosen), strict=True)
    words = [word for pair in ports for word in pair]
    with _log(data).open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            str(root / "rapport"),
            "serve",
            *words,
            "--data",
            str(data),
            *options,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return Stack(process, data, *chosen)


async def _stop(stack: Stack) -> None:
    with suppress(ProcessLookupError):
        stack.process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(stack.process.wait(), STOPPED_WITHIN)
    except TimeoutError:
        with suppress(ProcessLookupError):
            os.killpg(stack.process.pid, signal.SIGKILL)  # its parts die with it
        await stack.process.wait()


def _log(data: Path) -> Path:
    return data / "serve.log"


async def _answers(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url) as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
