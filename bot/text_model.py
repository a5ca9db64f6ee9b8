"""A linear classifier of short texts in Chinese and English: fast to train, with a confidence that can be trusted.

`text_features` into one hyperplane per class, all with one large margin (Crammer and Singer, On the Algorithmic
Implementation of Multiclass Kernel-based Vector Machines, JMLR 2001; by LIBLINEAR). One temperature turns margins
into confidences; it is chosen on folds that the classifier has not seen (Guo et al., On Calibration of Modern Neural
Networks, 2017), and needs no class to have more than one example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from warnings import catch_warnings, simplefilter

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, vstack
from scipy.special import logsumexp, softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.text_features import TextFeatures

_FOLDS = 5
_ENOUGH_UNSEEN = 1500  # texts that a temperature is chosen on; one fold of a large file holds as many
_NAME_WEIGHS = 2.0  # a class's name, as an example of it
_GUESSED_WEIGHS = 0.3  # an unlabelled text, as an example of what it was taken for
_GUESSED_SHARE = 0.8  # the surest of each class
_PRECISE, _ROUNDS = 0.5, 20  # more of either takes longer and classifies no better
_COLDEST, _HOTTEST = 0.5, 50.0  # bounds of the factor on margins


class _Planes(NamedTuple):
    """One hyperplane per class: features × classes, and their distance from the origin."""

    slopes: np.ndarray
    offsets: np.ndarray

    def margins(self, features: csr_matrix) -> np.ndarray:
        """Texts × classes: how far each text lies on the side of each class."""
        return features @ self.slopes + self.offsets


class _Examples(NamedTuple):
    features: csr_matrix
    classes: np.ndarray
    weights: np.ndarray

    def some(self, rows: np.ndarray) -> _Examples:
        return _Examples(self.features[rows], self.classes[rows], self.weights[rows])


class TextModel:
    """Fitted by `fit`; then `rank` gives every class with its confidence (they sum to 1), the best first."""

    def __init__(self, strength: float = 1.0, out_of_scope: str | None = None, seed: int = 7) -> None:
        """`strength` is LIBLINEAR's C: how much an error on the examples costs against a wide margin.
        `out_of_scope` names the class of whatever belongs to no other."""
        self.strength = strength
        self.out_of_scope = out_of_scope
        self.seed = seed
        self.classes: list[str] = []
        self.factor = 1.0
        self.lean = 0.0

    def fit(self, texts: Sequence[str], labels: Sequence[str], unlabelled: Sequence[str] = ()) -> TextModel:
        """Learn from examples. One class is enough, and so is one example of a class."""
        self.classes = sorted(set(labels))
        if len(self.classes) < 2:
            return self
        named = [name for name in self.classes if name != self.out_of_scope]
        spoken = [name.replace("_", " ").replace("-", " ").replace("/", " ") for name in named]
        self._features = TextFeatures()
        rows = self._features.fit_transform([*texts, *spoken], unlabelled)
        taught = len(texts) + len(named)
        examples = _Examples(
            rows[:taught],
            np.searchsorted(self.classes, [*labels, *named]),
            np.repeat([1.0, _NAME_WEIGHS], [len(texts), len(named)]),
        )
        self._calibrate(examples, len(texts))
        self._planes = self._fitted(examples)
        if unlabelled:
            self._planes = self._fitted(_with_guesses(examples, rows[taught:], self._planes.margins(rows[taught:])))
        return self

    def rank(self, text: str) -> list[tuple[str, float]]:
        return self.rank_all([text])[0]

    def rank_all(self, texts: Sequence[str]) -> list[list[tuple[str, float]]]:
        """For each text, (class, confidence) from the likeliest to the least likely."""
        if len(self.classes) < 2 or not texts:
            return [[(name, 1.0) for name in self.classes] for _ in texts]
        features, known = self._features.transform(texts)
        scores = self.factor * self._planes.margins(features)
        if self.out_of_scope in self.classes:
            scores[:, self.classes.index(self.out_of_scope)] += self.lean
        confidences = softmax(known[:, None] * scores, axis=1)
        orders = np.argsort(-confidences, axis=1, kind="stable")
        return [
            [
                (self.classes[index], confidence)
                for index, confidence in zip(order.tolist(), row[order].tolist(), strict=True)
            ]
            for order, row in zip(orders, confidences, strict=True)
        ]

    def _fitted(self, examples: _Examples) -> _Planes:
        mean = len(examples.classes) / len(self.classes)
        rare = {index: max(1.0, mean / times) for index, times in Counter(examples.classes.tolist()).items()}
        svm = LinearSVC(
            C=self.strength,
            multi_class="crammer_singer",
            class_weight=rare,
            tol=_PRECISE,
            max_iter=_ROUNDS,
            random_state=self.seed,
        )
        with catch_warnings():
            simplefilter("ignore", ConvergenceWarning)  # the last rounds cost most and change nothing that shows
            svm.fit(examples.features, examples.classes, examples.weights)
        slopes, offsets = svm.coef_.T, svm.intercept_
        if len(offsets) == 1:
            slopes, offsets = np.hstack([-slopes, slopes]), np.hstack([-offsets, offsets])
        return _Planes(np.ascontiguousarray(slopes, np.float32), offsets)

    def _calibrate(self, examples: _Examples, count: int) -> None:
        """The temperature under which confidences predict unseen texts best (log loss), and how far to lean towards
        out of scope. The first `count` examples are texts; names are always learned from."""
        times = Counter(examples.classes[:count].tolist())
        often = np.array([row for row in range(count) if times[examples.classes[row]] >= _FOLDS], dtype=int)
        if len(often) == 0:
            return
        margins, truth = [], []
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=self.seed)
        for _, unseen in folds.split(often, examples.classes[often]):
            hidden = often[unseen]
            planes = self._fitted(examples.some(np.setdiff1d(np.arange(len(examples.classes)), hidden)))
            margins.append(planes.margins(examples.features[hidden]))
            truth.append(examples.classes[hidden])
            if sum(map(len, truth)) >= _ENOUGH_UNSEEN:
                break
        scores, known = np.vstack(margins), np.concatenate(truth)
        self.factor = _best_factor(scores, known)
        if self.out_of_scope in self.classes:
            self.lean = fair_lean(self.factor * scores, known, self.classes.index(self.out_of_scope))


def fair_lean(scores: np.ndarray, truth: np.ndarray, outside: int) -> float:
    """What to add to the score of out of scope, so that as large a share of its texts is found as of the others is
    understood. 0 if there are none of either."""
    others = np.delete(scores, outside, axis=1)
    lead = others.max(axis=1) - scores[:, outside]
    likeliest = others.argmax(axis=1)
    right = likeliest + (likeliest >= outside) == truth
    beyond = truth == outside
    if beyond.all() or not beyond.any():
        return 0.0

    def gap(lean: float) -> float:
        return float(np.mean(lead[beyond] < lean) - np.mean(right[~beyond] & (lead[~beyond] >= lean)))

    leans = np.sort(lead)
    first = next((lean for lean in leans if gap(lean) >= 0), leans[-1])
    return float(first)


def _with_guesses(examples: _Examples, unlabelled: csr_matrix, margins: np.ndarray) -> _Examples:
    """And the unlabelled texts, each as what it was taken for, without the least sure of each class."""
    guesses = margins.argmax(axis=1)
    best = np.sort(margins, axis=1)
    surest = np.argsort(best[:, -2] - best[:, -1], kind="stable")
    by_class = [surest[guesses[surest] == index] for index in range(margins.shape[1])]
    kept = np.concatenate([rows[: int(np.ceil(_GUESSED_SHARE * len(rows)))] for rows in by_class])
    return _Examples(
        vstack([examples.features, unlabelled[kept]], format="csr"),
        np.concatenate([examples.classes, guesses[kept]]),
        np.concatenate([examples.weights, np.full(len(kept), _GUESSED_WEIGHS)]),
    )


def _best_factor(margins: np.ndarray, truth: np.ndarray) -> float:
    rows = np.arange(len(truth))

    def loss(factor: float) -> float:
        scaled = factor * margins
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[rows, truth]))

    return float(minimize_scalar(loss, bounds=(_COLDEST, _HOTTEST), method="bounded").x)
