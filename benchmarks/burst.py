"""Does a burst of classifications delay a chat? A customer writes on and on, alone and during the burst.

The CRM runs as a process of its own, with an assistant that answers at once; the burst comes from a third process.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import aiohttp
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.rig import entry, machine, memory
from benchmarks.rig.figures import MILLI, latencies
from benchmarks.rig.stack import NO_LIMITS, PORTS
from crm_backend.app import Services
from crm_backend.commands.chat_client import SocketChat
from crm_backend.commands.need_models import ensure_needs
from crm_backend.commands.ports import is_free
from crm_backend.commands.store import opened
from crm_backend.kit.auth import with_secrets
from crm_backend.kit.migrate import upgrade
from crm_backend.needs.examples import read_seeds
from crm_backend.settings import Settings

PYTHON, ROOT = sys.executable, Path(__file__).resolve().parents[1]
PAUSE = 0.02  # seconds between two messages of the customer
ALLOWED = 50.0  # milliseconds by which a message may be delayed
out = Console(stderr=True, highlight=False)


def main(
    burst: Annotated[int, typer.Option(help="classifications", min=1)] = 1000,
    at_once: Annotated[int, typer.Option(help="of them asked for at once", min=1)] = 16,
    messages: Annotated[int, typer.Option(help="messages without the burst", min=20)] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON instead of a table")] = False,
) -> None:
    report = entry.run(_measure(burst, at_once, messages))
    print(json.dumps(report, indent=2)) if as_json else _show(report)


async def _measure(burst: int, at_once: int, messages: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="rapport-burst-") as folder:
        port = next(port for port in PORTS if is_free("127.0.0.1", port))
        settings = with_secrets(Settings(data=Path(folder), port=port, demo=False))
        out.print("Training a model and writing conversations …")
        conversations = await _prepare(settings, burst)
        async with _crm(settings) as pid, _customer(settings) as chat:
            await _ask(chat, 30)  # warm
            alone = await _ask(chat, messages)
            sending = asyncio.create_task(_burst(settings, conversations, at_once))
            during = await _ask_while(chat, sending)
            return {
                "machine": machine.machine(),
                "burst": burst,
                "at_once": at_once,
                "burst_seconds": round(await sending, 2),
                "alone": _figures(alone),
                "during": _figures(during),
                "added_ms": _added(_figures(alone), _figures(during)),
                "memory_mib": memory.pss_mib({"crm_and_worker": pid}),
            }


async def _prepare(settings: Settings, burst: int) -> list[str]:
    """A store with a model and `burst` conversations, each with a message of a customer."""
    await asyncio.to_thread(upgrade, settings.store_url)
    async with opened(settings) as services:
        await ensure_needs(settings, services)
        texts = [example.text for example in read_seeds()]
        return [await _conversation(services, texts[number % len(texts)]) for number in range(burst)]


async def _conversation(services: Services, text: str) -> str:
    async with services.database.transaction() as session:
        identity = await services.customers.visitor_identity(session, "web", uuid4().hex, "en")
        received = await services.conversations.receive(session, identity.id, client_message_id=uuid4().hex, text=text)
        conversation = await services.conversations.lock(session, received.message.conversation_id)
        await services.conversations.resolve(session, conversation, "abandoned")
    return conversation.id


@asynccontextmanager
async def _crm(settings: Settings) -> AsyncIterator[int]:
    told = (
        os.environ
        | NO_LIMITS
        | {
            "RAPPORT_DATA": str(settings.data),
            "RAPPORT_PORT": str(settings.port),
            "RAPPORT_DEMO": "false",
            "PYTHONPATH": str(ROOT),
        }
    )
    process = await asyncio.create_subprocess_exec(PYTHON, "-m", "benchmarks.rig.burst_crm", env=told, cwd=ROOT)
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def _customer(settings: Settings) -> AsyncIterator[SocketChat]:
    url = f"http://127.0.0.1:{settings.port}"
    async with aiohttp.ClientSession() as http:
        for _ in range(300):
            with suppress(aiohttp.ClientError):
                async with http.get(f"{url}/healthz") as response:
                    if response.status == 200:
                        break
            await asyncio.sleep(0.1)
        chat = SocketChat(http, url, "en")
        await chat.open()
        await chat.start()
        try:
            yield chat
        finally:
            await chat.close()


async def _ask(chat: SocketChat, count: int) -> list[float]:
    """Seconds from sending a message to holding its answer."""
    taken = []
    for number in range(count):
        begun = time.perf_counter()
        await chat.say(f"where is my order A{1000 + number}")
        taken.append(time.perf_counter() - begun)
        await asyncio.sleep(PAUSE)
    return taken


async def _ask_while(chat: SocketChat, sending: "asyncio.Task[float]") -> list[float]:
    taken: list[float] = []
    while not sending.done():
        taken += await _ask(chat, 1)
    return taken


async def _burst(settings: Settings, conversations: list[str], at_once: int) -> float:
    url, token = f"http://127.0.0.1:{settings.port}", settings.actions_token.get_secret_value()
    sender = await asyncio.create_subprocess_exec(
        *(PYTHON, "-m", "benchmarks.rig.burst_sender", url, token, str(at_once)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    told, _ = await sender.communicate("\n".join(conversations).encode())
    return float(told)


def _figures(seconds: list[float]) -> dict[str, float]:
    return {"messages": len(seconds)} | latencies(seconds) | {"max_ms": round(max(seconds) * MILLI, 1)}


def _added(alone: dict[str, float], during: dict[str, float]) -> dict[str, float]:
    """At each percentile, and at the slowest message: what else the machine does is in both."""
    return {name: round(during[name] - alone[name], 1) for name in alone if name != "messages"}


def _show(report: dict[str, Any]) -> None:
    console = Console(highlight=False, width=110)
    console.print(f"Machine: {machine.sentence(report['machine'])}")
    title = (
        f"From a customer's message to its answer, and {report['burst']} classifications, {report['at_once']} at once"
    )
    table = Table("", "messages", "p50 ms", "p95 ms", "p99 ms", "max ms", title=title)
    for name, label in (("alone", "without the burst"), ("during", "during the burst")):
        table.add_row(label, *(f"{value:g}" for value in report[name].values()))
    console.print(table)
    console.print(f"The burst took {report['burst_seconds']} s; CRM and worker hold {report['memory_mib']} MiB.")
    added = max(report["added_ms"].values())
    verdict = "within" if added <= ALLOWED else "MORE THAN"
    console.print(f"Largest delay added, at any of these: {added} ms ({verdict} the {ALLOWED:g} ms allowed).")


if __name__ == "__main__":
    typer.run(main)
