"""A FAQ of four entries: what is found, what is measured, and that no query is its own document."""

import json
from pathlib import Path

from typer.testing import CliRunner

from benchmarks import solutions

DOCS = [
    ("a", "How do I return something?", "Pack it and send it back."),
    ("b", "When does a parcel arrive?", "Within four days."),
    ("c", "Which cards can I pay with?", "All the usual ones."),
    ("d", "How do I reach you?", "By phone."),
]
QUERIES = [("returning a kettle", "a"), ("parcel arrived?", "b"), ("paying by card", "c"), ("reach a person", "d")] * 3


def report(folder: Path, queries: list[tuple[str, str]]) -> dict[str, object]:
    docs = [{"id": name, "question": question, "answers": [answer]} for name, question, answer in DOCS]
    asked = [{"query": query, "gold": [gold]} for query, gold in queries]
    for name, rows in (("docs", docs), ("queries", asked)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    app = solutions.typer.Typer()
    app.command()(solutions.main)
    arguments = ["--docs", str(folder / "docs.jsonl"), "--queries", str(folder / "queries.jsonl")]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    [line] = result.stdout.splitlines()
    told: dict[str, object] = json.loads(line)
    return told


def test_one_line_with_ours_beside_plain_bm25(tmp_path: Path) -> None:
    told = report(tmp_path, QUERIES)
    assert (told["mrr"], told["r1"], told["r5"], told["queries"], told["entries"]) == (1.0, 1.0, 1.0, 12, 4)
    bm25, rephrased = told["bm25"], told["with_rephrasings"]
    assert isinstance(bm25, dict)
    assert isinstance(rephrased, dict)
    assert bm25["mrr"] < 1.0, "plain BM25 knows no endings"
    assert set(bm25) == {"mrr", "r1", "r5", "ms_p50"} == set(rephrased) - {"bm25"}


def test_a_query_is_never_its_own_document(tmp_path: Path) -> None:
    """Gibberish is found only if somebody else asked the same; here nobody did."""
    queries = [(f"zzqx{number}", "d") for number in range(10)]
    told = report(tmp_path, queries)["with_rephrasings"]
    assert isinstance(told, dict)
    assert told["bm25"]["r1"] == 0.0


def test_the_place_of_the_first_right_entry_counts() -> None:
    assert solutions._mrr([1, 2, 4]) == round((1 + 1 / 2 + 1 / 4) / 3, 4)
