"""Where models compute: worker processes, so that the event loop never waits for arithmetic.

A worker keeps the newest model of each kind in memory and loads another when it is asked for one. A worker that dies
is replaced, and what it was doing is done again once.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path

_NICE = 10  # chat comes first
_loaded: dict[str, tuple[str, object]] = {}  # in a worker: the model of each kind


@dataclass(frozen=True)
class ModelFile[M]:
    """A model as a worker finds it. `load` is a function of a module, so that a worker can import it."""

    kind: str
    id: str
    path: Path
    load: Callable[[Path], M]


class Pool:
    """Started at the first use. Nothing is inherited from this process (spawn): no store, no sockets."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = None
        self._closed = False

    async def ask[M, A, R](self, model: ModelFile[M], use: Callable[[M, A], R], given: A) -> R:
        """`use(model, given)` in a worker. Whatever `load` and `use` raise is raised here."""
        return await self.run(_with_model, model, use, given)

    async def run[**P, R](self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """`work(*args)` in a worker. BrokenProcessPool if the worker died twice over it."""
        assert not kwargs  # noqa: S101 - an executor passes positions only
        executor = self._started()
        try:
            return await self._in(executor, work, *args)
        except BrokenProcessPool:
            self._drop(executor)
            return await self._in(self._started(), work, *args)

    async def close(self) -> None:
        """Wait for what is under way, then end the workers."""
        self._closed = True
        executor, self._executor = self._executor, None
        if executor is not None:
            await asyncio.to_thread(executor.shutdown, wait=True, cancel_futures=True)

    def stop(self) -> None:
        """End the workers now, whatever they do; what was asked of them is never answered."""
        self._closed = True
        executor, self._executor = self._executor, None
        if executor is not None:
            for process in list((executor._processes or {}).values()):
                process.kill()
            executor.shutdown(wait=False, cancel_futures=True)

    @property
    def pids(self) -> list[int]:
        """The workers that run now."""
        return list(self._executor._processes or {}) if self._executor else []

    def _started(self) -> ProcessPoolExecutor:
        if self._closed:
            raise RuntimeError("the pool is closed")
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self._workers, get_context("spawn"), _begin)
        return self._executor

    async def _in[R](self, executor: ProcessPoolExecutor, work: Callable[..., R], *args: object) -> R:
        return await asyncio.get_running_loop().run_in_executor(executor, work, *args)

    def _drop(self, broken: ProcessPoolExecutor) -> None:
        """Only the broken one: somebody else may have replaced it already."""
        if self._executor is broken:
            self._executor = None
            broken.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """In a new worker: last in line for the processor, deaf to Ctrl-C, and gone when its parent is."""
    os.nice(_NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        with suppress(OSError):
            os._exit(0)


def _with_model[M, A, R](file: ModelFile[M], use: Callable[[M, A], R], given: A) -> R:
    held = _loaded.get(file.kind)
    if held is None or held[0] != file.id:
        _loaded.pop(file.kind, None)  # never two at once in memory
        held = _loaded[file.kind] = (file.id, file.load(file.path))
    return use(held[1], given)  # type: ignore[arg-type]
