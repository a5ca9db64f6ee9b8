"""The benchmark of intents reads CSV as people have it, and prints one line of figures."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.rig.intent_files import Unreadable, read_texts

SCRIPT = Path(__file__).parents[2] / "benchmarks/intents.py"
ORDERS = ("where is my order", "track my parcel", "has it shipped yet", "when will my parcel come", "my order, please")
HELLOS = ("hello there", "hi", "good morning", "hello again", "hey, hello")
STRANGE = ("how tall is the moon", "sing me a song", "what rhymes with orange", "is the moon far", "a song of the moon")


def written(path: Path, content: str) -> Path:
    path.write_text(content, "utf-8")
    return path


def labelled(path: Path) -> Path:
    rows = [f'"{text}",order' for text in ORDERS] + [f'"{text}",hello' for text in HELLOS]
    return written(path, "\n".join(["text,category", *rows]))


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("column", ["intent", "category", "label", "Intent "])
def test_columns_may_have_other_names_and_any_order(tmp_path: Path, column: str) -> None:
    path = written(tmp_path / "a.csv", f'\ufeff{column},text\nhello,"hi, you\nthere"\n\nhello,  \n')
    assert read_texts(path, labelled=True) == [["hi, you\nthere", "hello"]]


def test_texts_of_no_intent_need_no_column_of_intents(tmp_path: Path) -> None:
    assert read_texts(written(tmp_path / "a.csv", "text\nhow tall is the moon\n"), labelled=False)[0][1] == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text\nhello\n", "no column intent"),
        ("question,intent\nhello,greet\n", "no column text"),
        ("text,intent\nhello,\n", "line 2"),
        ("text,intent\n", "holds no text"),
        ("", "names none"),
    ],
)
def test_mistakes_in_a_file_are_named(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_texts(written(tmp_path / "a.csv", content), labelled=True)


def test_a_mistake_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    ended = run("--train", tmp_path / "nowhere.csv", "--test", labelled(tmp_path / "test.csv"))
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "nowhere.csv can't be read" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_one_line_of_figures_with_the_pair_of_scope(tmp_path: Path) -> None:
    known = labelled(tmp_path / "known.csv")
    strange = written(tmp_path / "strange.csv", "\n".join(["text", *STRANGE]))
    ended = run("--train", known, "--test", known, "--oos-train", strange, "--oos-test", strange)
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout)
    assert set(figures) == {
        *("accuracy", "macro_f1", "train_cpu_s", "predict_ms_p50", "predictions_per_s"),
        *("in_scope_accuracy", "oos_recall"),
    }
    assert figures["accuracy"] == 100.0
    assert figures["oos_recall"] > 0
    assert ended.stdout.count("\n") == 1
