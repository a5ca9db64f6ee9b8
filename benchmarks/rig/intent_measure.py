"""One classifier taught and measured."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from benchmarks.rig.intent_pipelines import OUTSIDE, Pipeline, Ranking, untaught
from bot.text_model import fair_lean

FOLDS = 3
ONE_BY_ONE = 300  # texts that are timed each for itself
LEAST = 1e-12

Rows = list[list[str]]


class Run:
    """A task: the kind of classifier, and the rows of each file (None: not given)."""

    def __init__(self, task: dict[str, object]) -> None:
        self._task = task
        self._train: Rows = _rows(task, "train")
        self._oos: Rows = _rows(task, "oos_train")

    def figures(self) -> dict[str, object]:
        test = _rows(self._task, "test")
        pipeline = self._untaught()
        used = time.process_time()
        pipeline.teach([*self._train, *self._outside(self._oos)])
        used = time.process_time() - used
        begun = time.perf_counter()
        rankings = pipeline.rank([text for text, _ in test])
        each = (time.perf_counter() - begun) / len(test)
        truth, best = [intent for _, intent in test], [ranking[0][0] for ranking in rankings]
        return {
            "accuracy": _rounded(np.mean([a == b for a, b in zip(truth, best, strict=True)])),
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
        understood = [
            _within(r)[0] == intent and _lead(r) >= threshold for r, intent in zip(rankings, truth, strict=True)
        ]
        return {
            "in_scope_accuracy": _rounded(np.mean(understood)),
            "oos_recall": _rounded(np.mean([_lead(ranking) < threshold for ranking in beyond])),
        }

    def _threshold(self, pipeline: Pipeline) -> float:
        """The lead at which as large a share of either is right: on the validation texts, and by cross-validation on
        those to learn from, since texts of no intent are few."""
        oos_val = self._outside(_rows(self._task, "oos_val"))
        rows = [*_rows(self._task, "val"), *oos_val]
        rankings = pipeline.rank([text for text, _ in rows])
        pool = np.array([*self._train, *self._outside(self._oos)], dtype=object)
        for seen, unseen in KFold(FOLDS, shuffle=True, random_state=7).split(pool):
            other, asked = self._untaught(), pool[unseen].tolist()
            other.teach(pool[seen].tolist())
            rankings += other.rank([text for text, _ in asked])
            rows += asked
        return _fair(rows, rankings)

    def _untaught(self) -> Pipeline:
        texts = [" ".join(text.split()) for text, _ in _rows(self._task, "unlabelled")]
        path = Path(str(self._task["folder"])) / "unlabelled.txt"
        path.write_text("\n".join(texts), "utf-8")
        return untaught(str(self._task["kind"]), int(str(self._task["epochs"])), path if texts else None)

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
