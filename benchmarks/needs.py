"""How well are needs read? Cross-validated on the project's own data, and on texts that nothing was trained on."""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.rig import machine
from crm_backend.needs.bundle import Bundle
from crm_backend.needs.catalogue import need_ids
from crm_backend.needs.evaluation import Metrics, metrics
from crm_backend.needs.examples import read_examples, read_seeds
from crm_backend.needs.heads import Kind
from crm_backend.needs.reader import Reader
from crm_backend.needs.training import train

LANGUAGES = ("en", "zh")
KEPT_ASIDE = Path(__file__).resolve().parents[1] / "tests" / "needs"
PARTS = ("held_out", "blind")  # a part of the data, kept out of training; texts by people who had not read the rest


def main(
    forest: Annotated[bool, typer.Option("--forest", help="the random forest instead of the linear model")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON instead of tables")] = False,
) -> None:
    report = measure("forest" if forest else "linear")
    print(json.dumps(report, indent=2, ensure_ascii=False)) if as_json else _show(report)


def measure(kind: Kind) -> dict[str, Any]:
    examples = read_seeds()
    used, begun = time.process_time(), time.perf_counter()
    bundle, unseen = train(examples, need_ids(), kind)
    report: dict[str, Any] = {
        "machine": machine.machine(),
        "kind": kind,
        "examples": len(examples),
        "train_s": round(time.perf_counter() - begun, 1),
        "train_cpu_s": round(time.process_time() - used, 1),
        "cross_validated": metrics(examples, bundle, unseen),
    }
    return report | {part: {name: _unseen(bundle, part, name) for name in LANGUAGES} for part in PARTS}


def _unseen(bundle: Bundle, part: str, language: str) -> dict[str, float | int]:
    asked = read_examples(KEPT_ASIDE / f"{part}.{language}.jsonl", language=language)
    begun = time.perf_counter()
    found = Reader(bundle).read_all([[example.text] for example in asked])
    took = time.perf_counter() - begun
    urgent = [(example.priority == "urgent", reading.priority == "urgent") for example, reading in _pairs(asked, found)]
    hit = sum(true and taken for true, taken in urgent)
    sure = [(example.need == reading.need) for example, reading in _pairs(asked, found) if reading.sure]
    return {
        "texts": len(asked),
        "accuracy": _share(sum(example.need == reading.need for example, reading in _pairs(asked, found)), len(asked)),
        "sure": _share(len(sure), len(asked)),
        "accuracy_when_sure": _share(sum(sure), len(sure)),
        "urgent_recall": _share(hit, sum(true for true, _ in urgent)),
        "urgent_precision": _share(hit, sum(taken for _, taken in urgent)),
        "reads_per_s": round(len(asked) / took),
    }


def _pairs[A, B](some: Sequence[A], others: Sequence[B]) -> list[tuple[A, B]]:
    return list(zip(some, others, strict=True))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _show(report: dict[str, Any]) -> None:
    console = Console(highlight=False, width=120)
    console.print(f"Machine: {machine.sentence(report['machine'])}")
    console.print(f"{report['examples']} examples, {report['kind']}: trained in {report['train_cpu_s']} CPU seconds")
    found: Metrics = report["cross_validated"]
    overall = ", ".join(f"{name} {_percent(share['accuracy'])}" for name, share in found["accuracy"].items())
    console.print(f"Cross-validated: {overall} right; calibration error {found['calibration_error']:.3f}")
    for name, of in found["urgent"].items():
        console.print(
            f"Urgent, {name}: {_percent(of['recall'])} found, {_percent(of['precision'])} of those taken for it"
        )
    _show_needs(console, found)
    table = Table("unseen", "language", "texts", "right", "sure", "right when sure", "urgent found", "precision")
    for part in PARTS:
        for language in LANGUAGES:
            row = report[part][language]
            shares = [_percent(value) for value in list(row.values())[1:-1]]
            table.add_row(part, language, str(row["texts"]), *shares)
    console.print(table)
    confusions = Table("it is", "taken for", "times", title="Confused most often, cross-validated")
    for one, other, count in found["confusions"]:
        confusions.add_row(one, other, str(count))
    console.print(confusions)


def _show_needs(console: Console, found: Metrics) -> None:
    table = Table("need", *(f"{name}: {what}" for name in LANGUAGES for what in ("texts", "found", "precision")))
    for need, languages in found["needs"].items():
        cells = []
        for name in LANGUAGES:
            of = languages[name]
            cells += [str(of["examples"]), _percent(of["recall"]), _percent(of["precision"])]
        table.add_row(need, *cells)
    console.print(table)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


if __name__ == "__main__":
    typer.run(main)
