"""Who watches what, live. A notice says only *that* a topic changed; watchers read *what* from the ledger.

So a notice that is lost costs time, never a message.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Hub(Protocol):
    """The live hub of one replica, or of several through Redis."""

    async def notify(self, topic: str) -> None: ...
    def watch(self, *topics: str) -> "AbstractContextManager[Watch]": ...


class Watch:
    """One watcher's flag: set by notices, cleared by `wait`."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def set(self) -> None:
        self._changed.set()

    async def wait(self, seconds: float) -> bool:
        """True as soon as something changed since the last wait, False after `seconds`."""
        if not self._changed.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), seconds)
        changed = self._changed.is_set()
        self._changed.clear()
        return changed


class LocalHub:
    """Everything in one process: the default."""

    def __init__(self) -> None:
        self._watches: dict[str, set[Watch]] = defaultdict(set)

    async def notify(self, topic: str) -> None:
        for watch in self._watches.get(topic, ()):
            watch.set()

    def watch(self, *topics: str) -> "AbstractContextManager[Watch]":
        return self._watch(topics)

    @contextmanager
    def _watch(self, topics: tuple[str, ...]) -> Iterator[Watch]:
        watch = Watch()
        for topic in topics:
            self._watches[topic].add(watch)
        try:
            yield watch
        finally:
            for topic in topics:
                self._watches[topic].discard(watch)
                if not self._watches[topic]:
                    del self._watches[topic]
