"""One classifier taught and measured, in the bot's environment: `python -m benchmarks.rig.intent_run TASK FIGURES`."""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path
from statistics import median

from bot import quiet
from bot.stubs import tensorflow

quiet.before_imports()
tensorflow.install()
logging.disable(logging.WARNING)

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from benchmarks.rig.intent_pipelines import OUTSIDE, Pipeline, Ranking, taught
from bot.text_model import fair_lean

FOLDS = 3
ONE_BY_ONE = 300  # texts that are timed each for itself
LEAST = 1e-12

Rows = list[list[str]]


def main() -> None:
    task = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    Path(sys.argv[2]).write_text(json.dumps(Run(task).figures()), "utf-8")


class Run:
    """A task: the kind of classifier, and the rows of each file (None: not given)."""

    def __init__(self, task: dict[str, object]) -> None:
        self._task = task
        self._train: Rows = _rows(task, "train")
        self._oos: Rows = _rows(task, "oos_train")

    def figures(self) -> dict[str, object]:
        test = _rows(self._task, "test")
        used = time.process_time()
        pipeline = self._taught([*self._train, *self._outside(self._oos)])
        used = time.process_time() - used
        begun = time.perf_counter()
        rankings = pipeline.rank([text for text, _ in test])
        each = (time.perf_counter() - begun) / len(test)
        truth, best = [intent for _, intent in test], [ranking[0][0] for ranking in rankings]
        return {
            "accuracy": _rounded(np.mean([a == b for a, b in zip(truth, best)])),
            "macro_f1": _rounded(f1_score(truth, best, average="macro", labels=sorted(set(truth)))),
            "train_cpu_s": round(used, 2),
            "predict_ms_p50": round(_one_by_one(pipeline, test), 2),
            "predictions_per_s": round(1 / each),
            **self._scope(pipeline, rankings, truth),
        }

    def _scope(self, pipeline: Pipeline, rankings: list[Ranking], truth: list[str]) -> dict[str, float | None]:
        """How many of the intents are understood and how many texts of none are found, under one threshold."""
        if not self._task.get("oos_test"):
            return {"in_scope_accuracy": None, "oos_recall": None}
        threshold = self._threshold(pipeline)
        beyond = pipeline.rank([text for text, _ in _rows(self._task, "oos_test")])
        understood = [_within(r)[0] == intent and _lead(r) >= threshold for r, intent in zip(rankings, truth)]
        return {
            "in_scope_accuracy": _rounded(np.mean(understood)),
            "oos_recall": _rounded(np.mean([_lead(ranking) < threshold for ranking in beyond])),
        }

    def _threshold(self, pipeline: Pipeline) -> float:
        """The lead at which as large a share of either is right, on texts that are neither taught nor of the test."""
        val, oos_val = _rows(self._task, "val"), _rows(self._task, "oos_val")
        if val and oos_val:
            return _fair([*val, *self._outside(oos_val)], pipeline.rank([text for text, _ in (*val, *oos_val)]))
        rows, rankings = [], []
        pool = np.array([*self._train, *self._outside(self._oos)], dtype=object)
        for seen, unseen in KFold(FOLDS, shuffle=True, random_state=7).split(pool):
            asked = [*pool[unseen].tolist(), *self._outside(oos_val)]
            rankings += self._taught(pool[seen].tolist()).rank([text for text, _ in asked])
            rows += asked
        return _fair(rows, rankings)

    def _taught(self, rows: Rows) -> Pipeline:
        unlabelled = [text for text, _ in _rows(self._task, "unlabelled")]
        return taught(str(self._task["kind"]), rows, unlabelled, int(str(self._task["epochs"])))

    @staticmethod
    def _outside(rows: Rows) -> Rows:
        return [[text, OUTSIDE] for text, _ in rows]


def _rows(task: dict[str, object], name: str) -> Rows:
    rows = task.get(name)
    return rows if isinstance(rows, list) else []


def _within(ranking: Ranking) -> tuple[str, float]:
    """The likeliest intent proper."""
    return next((rival for rival in ranking if rival[0] != OUTSIDE), ("", LEAST))


def _lead(ranking: Ranking) -> float:
    """How much likelier it is than that the text belongs to none: in logarithms, and against everything else for a
    classifier that was taught nothing of the kind."""
    best = max(_within(ranking)[1], LEAST)
    outside = next((share for name, share in ranking if name == OUTSIDE), None)
    return float(np.log(best / max(1 - best if outside is None else outside, LEAST)))


def _fair(rows: Rows, rankings: list[Ranking]) -> float:
    names = sorted({intent for _, intent in rows} | {OUTSIDE} | {_within(ranking)[0] for ranking in rankings})
    scores = np.full((len(rows), len(names)), -1e9)
    for row, ranking in enumerate(rankings):
        scores[row, names.index(_within(ranking)[0])] = _lead(ranking)
        scores[row, names.index(OUTSIDE)] = 0.0
    return fair_lean(scores, np.array([names.index(intent) for _, intent in rows]), names.index(OUTSIDE))


def _one_by_one(pipeline: Pipeline, rows: Rows) -> float:
    """Median milliseconds of a text for itself."""
    taken = []
    for text, _ in rows[:ONE_BY_ONE]:
        begun = time.perf_counter()
        pipeline.rank([text])
        taken.append(time.perf_counter() - begun)
    return 1000 * median(taken)


def _rounded(share: float) -> float:
    return round(100 * float(share), 2)


if __name__ == "__main__":
    main()
