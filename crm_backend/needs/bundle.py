"""A trained model of needs, whole: one file that a worker loads."""

import os
from dataclasses import dataclass
from pathlib import Path

import joblib

from crm_backend.needs.arrays import Floats
from crm_backend.needs.catalogue import FORMAT
from crm_backend.needs.confidence import confidences, trusted
from crm_backend.needs.features import Features
from crm_backend.needs.heads import Head, Kind, Linear


@dataclass(frozen=True)
class Decider:
    """A head, and what makes confidences of its margins: a factor, and how far the best one can be trusted."""

    head: Head
    factor: float
    trust: tuple[float, float] = (1.0, 0.0)

    def confidences(self, margins: Floats) -> Floats:
        """Rows sum to 1."""
        return trusted(confidences(margins, self.factor), *self.trust)


@dataclass(frozen=True)
class Bundle:
    """`needs` in the order of the head's classes; `explainer`: the weights that are shown; `urgent_from`: the
    confidence from which a text is urgent; `usual`: how familiar an ordinary text is."""

    needs: tuple[str, ...]
    kind: Kind
    features: Features
    need: Decider
    explainer: Linear
    priority: Decider
    urgent_from: float
    sentiment: Decider
    usual: float
    fingerprint: str
    format: int = FORMAT


def save(bundle: Bundle, path: Path) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}")
    joblib.dump(bundle, temporary, compress=1)
    temporary.replace(path)


def load(path: Path) -> Bundle:
    """OSError if there is no such file, ValueError if it was written by another version or is no model at all."""
    try:
        found = joblib.load(path)
    except OSError:
        raise
    except Exception as error:  # pickle raises whatever the bytes happen to lead to
        raise ValueError(f"{path} is not a model: {error!r}") from error
    if not isinstance(found, Bundle) or found.format != FORMAT:
        raise ValueError(f"{path} is not a model of this version")
    return found
