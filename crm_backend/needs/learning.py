"""Make a model of needs: train it, measure it, keep it as a file. For commands; it computes for seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crm_backend.needs.bundle import save
from crm_backend.needs.catalogue import need_ids
from crm_backend.needs.evaluation import Metrics, metrics
from crm_backend.needs.examples import Example
from crm_backend.needs.heads import Kind
from crm_backend.needs.training import Progress, train


@dataclass(frozen=True)
class Learned:
    """A model on disk. `accuracy` is cross-validated, over all examples."""

    kind: Kind
    fingerprint: str
    metrics: Metrics

    @property
    def accuracy(self) -> float:
        return self.metrics["accuracy"]["all"]["accuracy"] or 0.0


def learn(examples: Sequence[Example], kind: Kind, path: Path, progress: Progress = lambda share: None) -> Learned:
    """Train on `examples` and write the bundle to `path`."""
    bundle, unseen = train(examples, need_ids(), kind, progress=progress)
    save(bundle, path)
    return Learned(kind, bundle.fingerprint, metrics(examples, bundle, unseen))
