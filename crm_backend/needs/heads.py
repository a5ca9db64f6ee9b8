"""What decides between classes from features: a linear large-margin model, or a random forest. Both give margins."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, cast

import numpy as np
from scipy.sparse import csr_matrix

from crm_backend.needs.arrays import Floats, Ints

if TYPE_CHECKING:  # a worker that reads with a linear model never loads scikit-learn
    from sklearn.ensemble import RandomForestClassifier

Kind = Literal["linear", "forest"]


class Head(Protocol):
    """Margins are comparable within a text only."""

    def margins(self, features: csr_matrix) -> Floats: ...


@dataclass(frozen=True)
class Linear:
    """One hyperplane a class: features × classes."""

    planes: Floats
    offsets: Floats

    def margins(self, features: csr_matrix) -> Floats:
        return cast(Floats, features @ self.planes + self.offsets)


def silent(features: int, classes: int) -> Linear:
    """Says nothing of anything."""
    return Linear(np.zeros((features, classes), np.float32), np.zeros(classes, np.float32))


@dataclass(frozen=True)
class Forest:
    """Trees over the features that tell the classes apart best; the margin is the logarithm of the votes."""

    trees: "RandomForestClassifier"
    chosen: Ints
    classes: int

    def margins(self, features: csr_matrix) -> Floats:
        shares = np.full((features.shape[0], self.classes), 1e-3, np.float32)
        shares[:, self.trees.classes_] += self.trees.predict_proba(features[:, self.chosen])
        return np.log(shares)


@dataclass(frozen=True)
class Constant:
    """Nothing to decide: fewer than two classes are known."""

    classes: int
    known: int

    def margins(self, features: csr_matrix) -> Floats:
        margins = np.full((features.shape[0], self.classes), -10.0, np.float32)
        margins[:, self.known] = 0.0
        return margins
