"""A TensorFlow that weighs nothing.

Rasa imports TensorFlow wherever a component could use it. The light pipeline never does, yet pays 13 s of start and
350 MB for it. RAPPORT_TENSORFLOW=real brings it back, for DIET and TED.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
from abc import ABCMeta
from collections.abc import Sequence
from types import ModuleType
from typing import ClassVar

_PACKAGES = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")
NEEDS_TENSORFLOW = frozenset(
    (
        *("DIETClassifier", "ResponseSelector", "ConveRTFeaturizer", "LanguageModelFeaturizer"),
        *("TEDPolicy", "UnexpecTEDIntentPolicy"),
    )
)


class _StubType(ABCMeta):
    """Classes that have every attribute; each of them is such a class again."""

    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(name)


class Stub(metaclass=_StubType):
    """Can be a base class, a type, a decorator; does nothing."""

    def __new__(cls, *args: object, **kwargs: object) -> object:
        decorated = args[0] if len(args) == 1 and not kwargs else None
        return decorated if callable(decorated) and cls.__module__ == __name__ else super().__new__(cls)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Takes whatever the real one would take."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(name)

    def __call__(self, *args: object, **kwargs: object) -> object:
        return args[0] if len(args) == 1 and callable(args[0]) else Stub()


def _named(name: str) -> type:
    return _StubType(name, (Stub,), {"__module__": __name__})


class _StubModule(ModuleType):
    __version__ = "0.0.0"
    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        setattr(self, name, _named(name))
        return self.__dict__[name]


class _StubImporter(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in _PACKAGES:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _StubModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def install() -> bool:
    """Puts the stub in TensorFlow's place; False if the real one is wanted or there already."""
    if os.environ.get("RAPPORT_TENSORFLOW") == "real" or "tensorflow" in sys.modules:
        return False
    sys.meta_path.insert(0, _StubImporter())
    return True
