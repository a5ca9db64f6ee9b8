"""Kills the processes of a Rapport of its own with SIGKILL, at random and at every failpoint, while customers chat.

Prints what became of every acknowledged message; exit code 1 if one was lost, answered twice or got stuck.
"""

import json
import random
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.rig import chaos_run, entry, machine, stack
from benchmarks.rig.chaos_run import FAILPOINTS, Outcome, Pass

KILL_FOR = 120.0
AT_FAILPOINT = 4  # conversations
out = Console(stderr=True, highlight=False)


def main(
    conversations: Annotated[int, typer.Option(help="conversations while processes are killed at random", min=0)] = 50,
    seed: Annotated[int | None, typer.Option(help="of the random choices; printed, so that a run can be told")] = None,
    failpoints: Annotated[str, typer.Option(help="names with commas between, or none")] = ",".join(FAILPOINTS),
    database_url: Annotated[str, typer.Option(help="an empty PostgreSQL database instead of SQLite")] = "",
    keep: Annotated[Path | None, typer.Option(help="keep the data folder and its logs here")] = None,
    cache: Annotated[Path, typer.Option(help="trained models are kept here")] = stack.CACHE,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON instead of a table")] = False,
) -> None:
    seed = random.SystemRandom().randrange(1_000_000) if seed is None else seed
    names = [name for name in failpoints.split(",") if name and name != "none"]
    with tempfile.TemporaryDirectory(prefix="rapport-chaos-") as folder:
        data = keep or Path(folder)
        outcomes = entry.run(run(data, conversations, seed, names, database_url, cache))
    report = _report(outcomes, seed)
    if as_json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _show(report, outcomes)
    raise typer.Exit(0 if all(outcome.holds for outcome in outcomes) else 1)


async def run(
    data: Path, conversations: int, seed: int, failpoints: list[str], database_url: str, cache: Path
) -> list[Outcome]:
    """All passes, one after the other, over one store."""
    chance = random.Random(seed)
    stack.share_models(data, cache)
    passes = []
    if conversations:
        cases = chaos_run.make_cases("R", conversations)
        passes.append(Pass("random kills", cases, kill_for=KILL_FOR))
    for number, name in enumerate(failpoints):
        cases = chaos_run.make_cases(f"F{'ABCDEFGH'[number]}", AT_FAILPOINT)
        passes.append(Pass(name, cases, failpoint=name, think=0.3))
    told = {"RAPPORT_DATABASE_URL": database_url} if database_url else {}
    await chaos_run.load(data, [case for one in passes for case in one.cases], told)
    outcomes = []
    for one in passes:
        out.print(f"{one.name}: {len(one.cases)} conversations …")
        outcomes.append(await chaos_run.run_pass(data, one, chance, database_url))
    return outcomes


def _report(outcomes: list[Outcome], seed: int) -> dict[str, Any]:
    total = {
        "acknowledged": sum(outcome.verdict.acknowledged for outcome in outcomes),
        "lost": sum(len(outcome.verdict.lost) for outcome in outcomes),
        "duplicated": sum(len(outcome.verdict.duplicated) for outcome in outcomes),
        "stuck": sum(len(outcome.verdict.stuck) for outcome in outcomes),
    }
    return {
        "machine": machine.machine(),
        "seed": seed,
        **total,
        "holds": all(outcome.holds for outcome in outcomes),
        "passes": [asdict(outcome) for outcome in outcomes],
    }


def _show(report: dict[str, Any], outcomes: list[Outcome]) -> None:
    console = Console(highlight=False, width=150)
    columns = (
        "conversations",
        "kills",
        "sent again",
        "acknowledged",
        "lost",
        "duplicated",
        "stuck",
        "handed over (failed)",
    )
    table = Table("", *columns, "cancelled once / not / twice", "seconds", title=f"Crash test, seed {report['seed']}")
    for outcome in outcomes:
        verdict = outcome.verdict
        died = ", ".join(f"{name} {count}" for name, count in sorted(outcome.kills.items()))
        figures = (outcome.conversations, died or ("1" if outcome.reached else "not reached"), outcome.sent_again)
        found = (verdict.acknowledged, len(verdict.lost), len(verdict.duplicated), len(verdict.stuck))
        orders = f"{verdict.cancelled_once} / {verdict.cancelled_not} / {verdict.cancelled_twice}"
        cells = (*figures, *found, f"{verdict.handed_over} ({verdict.given_up})", orders, outcome.seconds)
        table.add_row(outcome.name, *map(str, cells))
    console.print(table)
    for outcome in outcomes:
        for wrong in (*outcome.verdict.lost, *outcome.verdict.duplicated, *outcome.verdict.stuck):
            console.print(f"{outcome.name}: {wrong}", markup=False)
    console.print(
        f"acknowledged {report['acknowledged']}, lost {report['lost']}, "
        f"duplicated {report['duplicated']}, stuck {report['stuck']}"
    )


if __name__ == "__main__":
    typer.run(main)
