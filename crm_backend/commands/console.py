"""What a person at the terminal sees: lines, and progress for whatever takes longer than two seconds."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from crm_backend.commands.words import say

PATIENCE = 2.0  # seconds before progress is worth a line

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def note(sentence: str, style: str = "") -> None:
    """One line for the person, on standard error, also while progress is shown."""
    err.print(escape(sentence), style=style or None, soft_wrap=True)


@contextmanager
def working(name: str, /, **params: str | int) -> Iterator[None]:
    """Show `commands.<name>` with the elapsed time if the block takes long, and how long it took in the end."""
    label = say(name, **params)
    begun = time.monotonic()
    shown = _Shown(label)
    timer = threading.Timer(PATIENCE, shown.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        shown.stop()
    took = time.monotonic() - begun
    if took >= PATIENCE:
        note(say("done_in", label=label, seconds=round(took)), "green")


@contextmanager
def progress_of(name: str, /, total: int) -> Iterator[Callable[[int], None]]:
    """Show `commands.<name>` as a bar, on a terminal; the block tells how much more is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(escape(say(name)), total=total)
        yield lambda more: progress.advance(task, more)


class _Shown:
    """A spinner on a terminal; a single line elsewhere."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._lock = threading.Lock()
        self._over = False
        self._progress: Progress | None = None

    def start(self) -> None:
        with self._lock:
            if self._over:
                return
            if not err.is_terminal:
                note(f"{self._label} …")
                return
            self._progress = Progress(
                SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err, transient=True
            )
            self._progress.add_task(escape(self._label), total=None)
            self._progress.start()

    def stop(self) -> None:
        with self._lock:
            self._over = True
            if self._progress is not None:
                self._progress.stop()
