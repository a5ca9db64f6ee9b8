"""Memory of all parts at rest, seconds from restart to ready, and with `--clone` from a fresh clone to an answer."""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import aiohttp
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.rig import entry, machine, memory, stack
from crm_backend.commands.chat_client import HttpChat
from crm_backend.commands.places import ROOT

SETTLE = 10.0  # seconds after the first answer until the processes are at rest
QUESTION = "Where is my order?"
out = Console(stderr=True, highlight=False)


def main(
    clone: Annotated[bool, typer.Option("--clone", help="also measure a fresh clone")] = False,
    cache: Annotated[Path, typer.Option(help="trained models are kept here")] = stack.CACHE,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON instead of a table")] = False,
) -> None:
    report = entry.run(_measure(clone, cache))
    if as_json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _show(report)


async def _measure(clone: bool, cache: Path) -> dict[str, Any]:
    report: dict[str, Any] = {"machine": machine.machine()}
    with tempfile.TemporaryDirectory(prefix="rapport-footprint-") as folder:
        data = Path(folder) / "data"
        stack.share_models(data, cache)
        out.print("Starting Rapport …")
        async with stack.running(data) as running:
            await _first_answer(running)
            await asyncio.sleep(SETTLE)
            pids = running.pids() | {"supervisor": running.process.pid}
            report["memory_mib"] = memory.pss_mib(pids)
        out.print("Starting it again …")
        begun = time.perf_counter()
        async with stack.running(data):
            report["restart_to_ready_s"] = round(time.perf_counter() - begun, 1)
        if clone:
            report |= await _clone(Path(folder) / "clone")
    return report


async def _clone(folder: Path) -> dict[str, float]:
    """The committed state of this repository, from `git clone` on; packages come from uv's cache if it has them."""
    out.print("Cloning …")
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec("git", "clone", "--quiet", str(ROOT), str(folder))
    if await process.wait() != 0:
        raise stack.StackFailed(f"git clone of {ROOT} failed")
    async with stack.running(folder / "var", root=folder) as running:
        ready = time.perf_counter() - begun
        await _first_answer(running)
        return {"clone_to_ready_s": round(ready, 1), "clone_to_answer_s": round(time.perf_counter() - begun, 1)}


async def _first_answer(running: stack.Stack) -> None:
    async with aiohttp.ClientSession() as http:
        client = HttpChat(http, running.url, "en")
        await client.open()
        settled = await client.say(QUESTION)
        if not any(message.sender == "assistant" for message in settled.replies):
            raise stack.StackFailed("the assistant did not answer")


def _show(report: dict[str, Any]) -> None:
    console = Console(highlight=False, width=120)
    console.print(f"Machine: {machine.sentence(report['machine'])}")
    table = Table("", "", title="Footprint")
    for part, mib in report["memory_mib"].items():
        table.add_row(f"memory of {part} at rest", f"{mib:.0f} MiB")
    table.add_row("memory of all parts", f"{sum(report['memory_mib'].values()):.0f} MiB")
    names = {
        "restart_to_ready_s": "restart to ready",
        "clone_to_ready_s": "fresh clone to ready",
        "clone_to_answer_s": "fresh clone to first answer",
    }
    for key, name in names.items():
        if key in report:
            table.add_row(name, f"{report[key]:.1f} s")
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
