"""Keep several parts running: start, watch, restart with backoff, stop in order."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from crm_backend.commands.children import ErrorLines, last_lines, rotate, shorten, signal_group, spawn
from crm_backend.commands.ports import is_free
from crm_backend.commands.words import Stop, say

Report = Callable[[str], None]
Changed = Callable[[], None]


@dataclass(frozen=True)
class Part:
    """One process. `health` answers 200 once it is ready."""

    name: str
    command: list[str]
    environment: dict[str, str]
    health: str
    log: Path
    cwd: Path
    port: int = 0  # that it will listen at on loopback; checked before each start, as another may answer there


@dataclass(frozen=True)
class Patience:
    """Times in seconds."""

    backoff: float = 0.5  # doubled at each restart
    backoff_limit: float = 15.0
    steady: float = 60.0  # having lived that long, a part starts afresh with the backoff
    start: float = 180.0  # a part that is not healthy by then is started again
    attempts: int = 4  # of a part that was never healthy
    stop: float = 10.0
    poll: float = 0.2


class Keeper:
    """Keeps one part running."""

    def __init__(self, part: Part, patience: Patience, report: Report, changed: Changed) -> None:
        self.part = part
        self.process: asyncio.subprocess.Process | None = None
        self.healthy = asyncio.Event()
        self._patience = patience
        self._report = report
        self._changed = changed
        self._was_healthy = False
        self._stopping = False

    async def run(self) -> None:
        """Ends only by Stop: the part does not come up at all."""
        deaths = 0
        rotate(self.part.log)
        while True:
            begun = time.monotonic()
            await self._until_port_is_free()
            try:
                code = await self._live_once()
            except OSError as problem:
                raise Stop("part_not_startable", part=self.part.name, reason=str(problem)) from None
            if self._stopping:
                return
            deaths = 1 if time.monotonic() - begun > self._patience.steady else deaths + 1
            if not self._was_healthy and deaths >= self._patience.attempts:
                lines = last_lines(self.part.log)
                raise Stop("part_gave_up", *lines, part=self.part.name, code=1, exit=code, log=str(self.part.log))
            delay = min(self._patience.backoff * 2 ** (deaths - 1), self._patience.backoff_limit)
            self._report(say("part_died", part=self.part.name, exit=code, seconds=f"{delay:g}"))
            await asyncio.sleep(delay)

    async def _until_port_is_free(self) -> None:
        """Otherwise a stranger would answer for its health."""
        told = False
        while self.part.port and not is_free("127.0.0.1", self.part.port):
            if not self._was_healthy:
                raise Stop("part_port_taken", part=self.part.name, port=self.part.port)
            if not told:
                self._report(say("part_waits_for_port", part=self.part.name, port=self.part.port))
                told = True
            await asyncio.sleep(self._patience.poll)

    async def _live_once(self) -> int:
        part = self.part
        self.process = process = await spawn(part.command, part.environment, part.log, part.cwd)
        self._changed()
        watching = asyncio.create_task(self._watch_health(process))
        try:
            return await process.wait()
        finally:
            self.healthy.clear()
            watching.cancel()
            signal_group(process, signal.SIGKILL)  # whatever it has started and left behind

    async def _watch_health(self, process: asyncio.subprocess.Process) -> None:
        begun = time.monotonic()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
            while not await _answers(http, self.part.health):
                if time.monotonic() - begun > self._patience.start:
                    self._report(say("part_hangs", part=self.part.name, seconds=round(self._patience.start)))
                    signal_group(process, signal.SIGKILL)
                    return
                await asyncio.sleep(self._patience.poll)
        if self._was_healthy:
            self._report(say("part_back", part=self.part.name))
        self._was_healthy = True
        self.healthy.set()

    async def stop(self, seconds: float) -> None:
        """Ask it to end, and kill it if it has not within `seconds`."""
        self._stopping = True
        process = self.process
        if process is None or process.returncode is not None:
            return
        signal_group(process, signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), seconds)
            return
        self._report(say("part_killed", part=self.part.name))
        signal_group(process, signal.SIGKILL)
        await process.wait()


async def _answers(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url) as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


@dataclass
class Supervisor:
    """All parts together. They are stopped in the order given: who takes work first, who does it last."""

    parts: list[Part]
    report: Report
    changed: Callable[[dict[str, int]], None] = lambda _pids: None
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        self._keepers = [Keeper(part, self.patience, self.report, self._pids_changed) for part in self.parts]
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def pids(self) -> dict[str, int]:
        return {keeper.part.name: keeper.process.pid for keeper in self._keepers if keeper.process is not None}

    def start(self) -> None:
        self._tasks = [asyncio.create_task(keeper.run()) for keeper in self._keepers]
        self._tasks.append(asyncio.create_task(self._watch_logs()))

    async def until_healthy(self, *names: str) -> None:
        """Wait for the named parts, or all. Raises Stop if one does not come up."""
        waited = [keeper for keeper in self._keepers if not names or keeper.part.name in names]
        await self._unless_failed(asyncio.gather(*(keeper.healthy.wait() for keeper in waited)))

    async def forever(self) -> None:
        """Until cancelled, or a part gives up (Stop)."""
        await self._unless_failed(asyncio.get_running_loop().create_future())

    async def stop(self) -> None:
        """Stop every part, in order, all within the patience; then nothing of ours runs any more."""
        deadline = time.monotonic() + self.patience.stop
        with _uninterrupted(self._kill):
            for position, keeper in enumerate(self._keepers):
                left = max(deadline - time.monotonic(), 0.2)
                await keeper.stop(left / 2 if position < len(self._keepers) - 1 else left)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _kill(self) -> None:
        for keeper in self._keepers:
            if keeper.process is not None and keeper.process.returncode is None:
                signal_group(keeper.process, signal.SIGKILL)

    async def _unless_failed(self, waiting: "asyncio.Future[Any]") -> None:
        try:
            watched: list[asyncio.Future[Any]] = [waiting, *self._tasks]
            done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    def _pids_changed(self) -> None:
        self.changed(self.pids)

    async def _watch_logs(self) -> None:
        """Show what tells of an error, and let no log grow for ever."""
        logs = {keeper.part.name: ErrorLines(keeper.part.log) for keeper in self._keepers}
        told: dict[str, float] = {}
        while True:
            await asyncio.sleep(1)
            for name, log in logs.items():
                lines = log.read()
                if lines and time.monotonic() - told.get(name, -10.0) >= 10:
                    told[name] = time.monotonic()
                    self.report(f"{name}: {lines[0]}")
            for keeper in self._keepers:
                shorten(keeper.part.log)


@contextmanager
def _uninterrupted(again: Callable[[], None]) -> Iterator[None]:
    """While we stop, a further Ctrl-C means: at once."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, again)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
