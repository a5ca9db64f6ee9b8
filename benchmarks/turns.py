"""How many turns a second, and how long one takes: a signed customer asks where an order is, an action looks it up.

Starts a Rapport of its own. With `--peer stock`, the same dialogue on stock Rasa 3.6.21 in the same run.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import aiohttp
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.rig import cpu, entry, machine, parts_of_a_turn, peer, shop, stack
from benchmarks.rig.askers import Asked, Asker, RapportCustomer, StockSender, WrongAnswer
from benchmarks.rig.figures import latencies
from crm_backend.commands.chat_client import ChatClient, HttpChat, SocketChat
from crm_backend.commands.places import settings_for

# As in the training sentences, and without an order id, which stock Rasa's DIET often does not find
WORDINGS = ("where is my order", "track my order", "order status", "has my order been shipped yet")
LENGTH = 10  # turns of a conversation: stock Rasa slows down with every turn of a longer one
WARM_UP = 12
out = Console(stderr=True, highlight=False)


class Peer(StrEnum):
    """What to compare with."""

    none = "none"
    stock = "stock"


class Door(StrEnum):
    """The two doors of the chat API."""

    socket = "socket"
    http = "http"


@dataclass
class Measured:
    """One system at one number of conversations at once."""

    at_once: int
    seconds: float = 0.0
    asked: list[Asked] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)

    def figures(self) -> dict[str, Any]:
        whole = {
            "at_once": self.at_once,
            "turns": len(self.asked),
            "failed": len(self.wrong),
            "turns_per_second": round(len(self.asked) / self.seconds, 1) if self.seconds else 0.0,
            **latencies([turn.answered for turn in self.asked]),
            "cpu_ms_per_turn": self.cpu,
        }
        return whole | ({"parts_p50_ms": self.parts} if self.parts else {})


def main(
    peer_kind: Annotated[Peer, typer.Option("--peer", help="also measure stock Rasa")] = Peer.none,
    turns: Annotated[int, typer.Option(help="turns for each number of conversations", min=LENGTH)] = 320,
    at_once: Annotated[str, typer.Option(help="conversations at once")] = "1,8,32",
    door: Annotated[Door, typer.Option(help="how the customers of Rapport are connected")] = Door.socket,
    cache: Annotated[Path, typer.Option(help="trained models are kept here")] = stack.CACHE,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON instead of tables")] = False,
) -> None:
    levels = [int(number) for number in at_once.split(",")]
    report = entry.run(_measure(peer_kind, turns, levels, door, cache))
    if as_json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _show(report)


async def _measure(peer_kind: Peer, turns: int, levels: list[int], door: Door, cache: Path) -> dict[str, Any]:
    report: dict[str, Any] = {"machine": machine.machine(), "door": door, "length": LENGTH}
    model = await peer.trained(cache) if peer_kind is Peer.stock else None
    async with AsyncExitStack() as held:
        data = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="rapport-turns-")))
        stack.share_models(data, cache)
        out.print("Starting Rapport …")
        running = await held.enter_async_context(stack.running(data))
        customers = -(-turns // LENGTH)
        await _load(data, max(customers, *levels))
        http = await held.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=60))
        )
        bench = Bench(http, running, door, customers)
        report["rapport"] = [_noted("Rapport", await bench.rapport(level)) for level in levels]
        if model is not None:
            out.print("Starting stock Rasa …")
            stock = await held.enter_async_context(peer.running(model, running))
            report["stock"] = [_noted("stock Rasa", await bench.stock(level, stock)) for level in levels]
    return report


def _noted(name: str, measured: Measured) -> dict[str, Any]:
    figures = measured.figures()
    out.print(f"{name}, {measured.at_once} at once: {figures['turns_per_second']} turns/s, p50 {figures['p50_ms']} ms")
    return figures


async def _load(data: Path, customers: int) -> None:
    lines = [shop.customer_line(_customer(number)) for number in range(customers)]
    lines += [shop.order_line(_order(number), _customer(number), "shipped") for number in range(customers)]
    await stack.command(data, "load", str(shop.write_lines(data / "turns.jsonl", lines)))


def _customer(number: int) -> str:
    return f"bench-{number}"


def _order(number: int) -> str:
    return f"A{7001 + number}"


class Bench:
    """Drives both systems through the same turns."""

    def __init__(self, http: aiohttp.ClientSession, running: stack.Stack, door: Door, customers: int) -> None:
        self._http = http
        self._stack = running
        self._door: type[ChatClient] = SocketChat if door is Door.socket else HttpChat
        self._customers = customers

    async def rapport(self, at_once: int) -> Measured:
        """Through the public chat API."""
        async with self._conversations() as clients:
            askers = [RapportCustomer(client) for client in clients]
            await _warm_up(askers)
            since = datetime.now(UTC)
            measured = await _drive(askers, at_once, self._stack.pids())
        store = settings_for(self._stack.data).store_url
        measured.parts = parts_of_a_turn.medians(
            await parts_of_a_turn.recorded(store, since),
            [turn.acknowledged for turn in measured.asked],
            [turn.answered for turn in measured.asked],
        )
        return measured

    async def stock(self, at_once: int, stock: peer.Peer) -> Measured:
        """Through Rasa's REST channel."""
        async with self._conversations() as clients:
            askers = [StockSender(self._http, stock.url, str(client.state.conversation_id)) for client in clients]
            await _warm_up(askers)
            return await _drive(askers, at_once, {**stock.pids, "crm": self._stack.pids()["crm"]})

    @asynccontextmanager
    async def _conversations(self) -> AsyncIterator[list[ChatClient]]:
        """A new conversation for each customer, greeted."""
        clients: list[ChatClient] = []
        for number in range(self._customers):
            client = self._door(self._http, self._stack.url, "en")
            await client.open(shop.identity(self._stack.data, _customer(number)))
            if client.state.conversation_id and client.state.holder != "nobody":
                await client.end()
            await client.start()
            clients.append(client)
        try:
            yield clients
        finally:
            for client in clients:
                await client.close()


async def _warm_up(askers: Sequence[Asker]) -> None:
    for turn in range(WARM_UP):
        number = turn % len(askers)
        with suppress(WrongAnswer):
            await askers[number].ask(WORDINGS[0], _order(number))


async def _drive(askers: Sequence[Asker], at_once: int, pids: Mapping[str, int]) -> Measured:
    """All conversations to their end, `at_once` of them side by side."""
    measured = Measured(at_once)
    waiting = iter(range(len(askers)))

    async def work() -> None:
        for number in waiting:
            for turn in range(LENGTH):
                wording = WORDINGS[turn % len(WORDINGS)]
                try:
                    measured.asked.append(await askers[number].ask(wording, _order(number)))
                except Exception as problem:
                    measured.wrong.append(f"{type(problem).__name__}: {problem}")

    used, begun = cpu.seconds(pids), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    measured.seconds = time.perf_counter() - begun
    measured.cpu = cpu.per_turn(used, cpu.seconds(pids), len(measured.asked))
    for wrong in measured.wrong[:3]:
        out.print(f"a turn failed: {wrong}", markup=False)
    return measured


def _show(report: dict[str, Any]) -> None:
    console = Console(highlight=False, width=120)
    console.print(f"Machine: {machine.sentence(report['machine'])}")
    columns = ("", "at once", "turns", "failed", "turns/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms a turn")
    table = Table(*columns, title="A turn with an order look-up: from message sent to answer received")
    for name in ("rapport", "stock"):
        for row in report.get(name, []):
            plain = [str(value) for key, value in row.items() if key not in ("parts_p50_ms", "cpu_ms_per_turn")]
            used = row["cpu_ms_per_turn"]
            each = ", ".join(f"{part} {spent:.0f}" for part, spent in used.items())
            table.add_row(name, *plain, f"{sum(used.values()):.0f} ({each})")
    console.print(table)
    for ours, theirs in zip(report["rapport"], report.get("stock", []), strict=False):
        console.print(_compared(ours, theirs))
    parts = Table("p50 ms", *(f"{row['at_once']} at once" for row in report["rapport"]), title="Rapport, part by part")
    for part in report["rapport"][0]["parts_p50_ms"]:
        parts.add_row(part, *(str(row["parts_p50_ms"][part]) for row in report["rapport"]))
    console.print(parts)


def _compared(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    if not theirs["turns"] or not ours["turns"]:
        return f"At {ours['at_once']} at once: nothing to compare, turns failed."
    faster = ours["turns_per_second"] / theirs["turns_per_second"]
    sooner = theirs["p50_ms"] / ours["p50_ms"]
    return f"At {ours['at_once']} at once: {faster:.1f} × stock Rasa's turns a second, {sooner:.1f} × as soon (p50)."


if __name__ == "__main__":
    typer.run(main)
