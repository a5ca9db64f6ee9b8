"""A linear classifier of short texts in Chinese and English: fast to train, with a confidence that can be trusted.

Words and Chinese characters (1-2 grams) and spelling (2-5 characters within words), weighted by TF-IDF, into one
large-margin hyperplane per class (Fan et al., LIBLINEAR, 2008). One temperature turns margins into confidences; it is
chosen on folds that the classifier has not seen (Guo et al., On Calibration of Modern Neural Networks, 2017), and
needs no class to have more than one example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from rapport_text.normalise import normalise
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, diags
from scipy.special import logsumexp, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from bot.spans import named_spans

_WORDS = r"[^\W\d_\u3007\u3400-\u4dbf\u4e00-\u9fff]+(?:'[a-z]{1,3})?|\d+|[\u3007\u3400-\u4dbf\u4e00-\u9fff]|[^\w\s]"
_FOLDS = 3
_SHORT_PIECE = 3
_FAMILIAR_ENOUGH = 0.5  # a text of which less is familiar counts for less
_COLDEST, _HOTTEST = 0.5, 50.0  # bounds of the factor on margins


def prepare(text: str) -> str:
    """Full-width and upper-case forms made one; every order id and every contact becomes the same word."""
    plain = normalise(text)
    for start, end, word in reversed(named_spans(text)):
        plain = f"{plain[:start]} {word} {plain[end:]}"
    return plain.lower()


class TextModel:
    """Fitted by `fit`; then `rank` gives every class with its confidence (they sum to 1), the best first."""

    def __init__(self, strength: float = 0.5, seed: int = 7) -> None:
        """`strength` is LIBLINEAR's C: how much an error on the examples costs against a wide margin."""
        self.strength = strength
        self.seed = seed
        self.classes: list[str] = []
        self.factor = 1.0

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> TextModel:
        """Learn from examples. One class is enough, and so is one example of a class."""
        self.classes = sorted(set(labels))
        if len(self.classes) < 2:
            return self
        self._features = make_union(
            TfidfVectorizer(token_pattern=_WORDS, ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32),
        )
        features = self._features.fit_transform([prepare(text) for text in texts]).tocsr()
        known = np.searchsorted(self.classes, labels)
        self.factor = self._calibrate(features, known)
        self._planes = self._fitted(features, known)
        return self

    def rank(self, text: str) -> list[tuple[str, float]]:
        return self.rank_all([text])[0]

    def rank_all(self, texts: Sequence[str]) -> list[list[tuple[str, float]]]:
        """For each text, (class, confidence) from the likeliest to the least likely."""
        if len(self.classes) < 2:
            return [[(name, 1.0) for name in self.classes] for _ in texts]
        prepared = [prepare(text) for text in texts]
        known = diags([min(1.0, self._familiar(text) / _FAMILIAR_ENOUGH) for text in prepared])
        features = known @ self._features.transform(prepared)
        confidences = softmax(self.factor * _margins(self._planes, features), axis=1)
        return [
            [(self.classes[index], float(row[index])) for index in np.argsort(-row, kind="stable")]
            for row in confidences
        ]

    def _familiar(self, prepared: str) -> float:
        """The share of a text's spelling that the examples hold. TF-IDF would blow up what little is known of a text
        in another script to full size, and be sure of it."""
        spelling = self._features.transformer_list[1][1]
        pieces = [piece for piece in spelling.build_analyzer()(prepared) if len(piece) <= _SHORT_PIECE]
        return sum(piece in spelling.vocabulary_ for piece in pieces) / max(len(pieces), 1)

    def _fitted(self, features: csr_matrix, known: np.ndarray) -> LinearSVC:
        return LinearSVC(C=self.strength, random_state=self.seed).fit(features, known)

    def _calibrate(self, features: csr_matrix, known: np.ndarray) -> float:
        """The factor on margins under which confidences predict unseen folds best (log loss)."""
        counts = Counter(known.tolist())
        often = np.array([index for index, label in enumerate(known) if counts[label] >= _FOLDS])
        rare = np.setdiff1d(np.arange(len(known)), often)
        if len(often) == 0:
            return 1.0
        margins, truth = [], []
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=self.seed)
        for seen, unseen in folds.split(often, known[often]):
            taught = np.concatenate([often[seen], rare])
            planes = self._fitted(features[taught], known[taught])
            margins.append(_margins(planes, features[often[unseen]]))
            truth.append(known[often[unseen]])
        return _best_factor(np.vstack(margins), np.concatenate(truth))


def _margins(planes: LinearSVC, features: csr_matrix) -> np.ndarray:
    """Texts × classes: how far each text lies on the side of each class."""
    distances = planes.decision_function(features)
    return np.column_stack([-distances, distances]) if distances.ndim == 1 else distances


def _best_factor(margins: np.ndarray, truth: np.ndarray) -> float:
    rows = np.arange(len(truth))

    def loss(factor: float) -> float:
        scaled = factor * margins
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[rows, truth]))

    return float(minimize_scalar(loss, bounds=(_COLDEST, _HOTTEST), method="bounded").x)
