"""How well texts are sorted into intents that the component has been taught, how fast, and how soon it has learned.

`--train` and `--test` are CSV files with the columns text and intent. Files of texts that belong to no intent add how
many of them are told apart. `--peer` teaches Rasa's LogisticRegressionClassifier and DIET the same. Prints one line of
JSON. Runs with any Python 3.10 or later; the classifiers run in bot/.venv.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rig.intent_files import Unreadable, read_texts

ROOT = Path(__file__).resolve().parents[1]
BOT_PYTHON = ROOT / "bot" / ".venv" / "bin" / "python"
KINDS = {"rapport": "stub", "logistic_regression": "stub", "diet": "real"}  # which TensorFlow each needs
LABELLED = ("train", "test", "val")
BARE = ("unlabelled", "oos_train", "oos_val", "oos_test")


def main() -> int:
    chosen = _parser().parse_args()
    if not BOT_PYTHON.exists():
        return _failed(f"{BOT_PYTHON} is missing: `./rapport train` makes it")
    try:
        task = {name: _read(getattr(chosen, name), name in LABELLED) for name in (*LABELLED, *BARE)}
    except Unreadable as error:
        return _failed(str(error))
    if (chosen.oos_val or chosen.oos_test) and not (chosen.oos_train or chosen.oos_val):
        return _failed("--oos-test needs --oos-train or --oos-val: a threshold is never chosen on the test")
    try:
        figures = _measured("rapport", task, chosen.diet_epochs)
        if chosen.peer:
            peers = [kind for kind in KINDS if kind != "rapport"]
            figures["peers"] = {kind: _measured(kind, task, chosen.diet_epochs) for kind in peers}
    except subprocess.CalledProcessError as error:
        return _failed(f"a classifier gave up (exit code {error.returncode}); what it said stands above")
    print(json.dumps(figures))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True, metavar="CSV", help="to learn from")
    parser.add_argument("--test", type=Path, required=True, metavar="CSV", help="to measure with")
    parser.add_argument("--val", type=Path, metavar="CSV", help="for the threshold, beside cross-validation")
    parser.add_argument("--unlabelled", type=Path, metavar="CSV", help="texts without intents, to learn words from")
    parser.add_argument("--oos-train", type=Path, metavar="CSV", help="texts of no intent, to learn from")
    parser.add_argument("--oos-val", type=Path, metavar="CSV", help="texts of no intent, for the threshold")
    parser.add_argument("--oos-test", type=Path, metavar="CSV", help="texts of no intent, to measure with")
    parser.add_argument("--peer", action="store_true", help="also Rasa's LogisticRegressionClassifier and DIET")
    parser.add_argument("--diet-epochs", type=int, default=100, help="of DIET (default: Rasa's, %(default)s)")
    return parser


def _read(path: Path | None, labelled: bool) -> list[list[str]] | None:
    """[text, intent] of each row; the intent is empty where none is asked for."""
    return read_texts(path, labelled) if path else None


def _measured(kind: str, task: dict[str, list[list[str]] | None], epochs: int) -> dict[str, object]:
    """In a process of its own, so that neither time nor memory of one is another's."""
    environment = os.environ | {"RAPPORT_TENSORFLOW": KINDS[kind], "TF_CPP_MIN_LOG_LEVEL": "3"}
    with tempfile.TemporaryDirectory(prefix="rapport-intents-") as folder:
        given, found = Path(folder) / "task.json", Path(folder) / "figures.json"
        given.write_text(json.dumps({"kind": kind, "epochs": epochs, "folder": folder, **task}), "utf-8")
        command = [BOT_PYTHON, "-m", "benchmarks.rig.intent_run", given, found]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=sys.stderr)  # noqa: S603
        return dict(json.loads(found.read_text("utf-8")))


def _failed(why: str) -> int:
    print(f"error: {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
