"""One classifier in a process of its own, in bot/.venv: `python -m benchmarks.rig.intent_run TASK FIGURES`."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from bot import quiet
from bot.stubs import tensorflow


def main() -> None:
    quiet.before_imports()
    tensorflow.install()
    logging.disable(logging.WARNING)
    from benchmarks.rig.intent_measure import Run

    task = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    Path(sys.argv[2]).write_text(json.dumps(Run(task).figures()), "utf-8")


if __name__ == "__main__":
    main()
