"""Child processes that can't outlive us, and their logs."""

import asyncio
import ctypes
import os
import re
import shutil
import signal
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path

LOGS_KEPT = 5
LONGEST_LOG = 20_000_000  # bytes
_PR_SET_PDEATHSIG = 1
_ERROR = re.compile(r"\b(ERROR|CRITICAL)\b")
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


async def spawn(command: list[str], environment: dict[str, str], log: Path, cwd: Path) -> asyncio.subprocess.Process:
    """Start a child in a group of its own, writing to `log`. On Linux it dies when we do, even by kill -9."""
    us = os.getpid()

    def tie_to_us() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != us:  # we died in between
                os._exit(1)

    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *command,
            cwd=cwd,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tie_to_us,
        )


def signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Signal a child and whatever it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def rotate(log: Path) -> None:
    """Begin a new log; the newest few of before stay as <name>.log.1, .2 …"""
    log.parent.mkdir(parents=True, exist_ok=True)
    _make_room(log)
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))


def shorten(log: Path, longest: int = LONGEST_LOG) -> None:
    """Like `rotate`, of a log that a child is writing to, once it is too long. Children append, so they go on at 0."""
    with suppress(OSError):
        if log.stat().st_size <= longest:
            return
        _make_room(log)
        with suppress(OSError):  # on a full disk, room is worth more than the log
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)


def _make_room(log: Path) -> None:
    for number in range(LOGS_KEPT - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))


def last_lines(log: Path, count: int = 8) -> list[str]:
    """The last lines of a log that say something, without colours."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 20_000))
            content = file.read().decode("utf-8", "replace")
    except OSError:
        return []
    lines = (re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in content.splitlines())
    return ["  " + line[:200] for line in deque((line for line in lines if line.strip()), count)]


class ErrorLines:
    """Reads on in a growing log, and returns the lines that tell of an error."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._position = 0

    def read(self) -> list[str]:
        try:
            with self._log.open("rb") as file:
                if file.seek(0, os.SEEK_END) < self._position:  # begun anew meanwhile
                    self._position = 0
                file.seek(self._position)
                content = file.read(1_000_000)
        except OSError:
            return []
        whole, _, _ = content.rpartition(b"\n")
        self._position += len(whole) + 1 if whole else 0
        lines = whole.decode("utf-8", "replace").splitlines()
        return [line.strip()[:300] for line in lines if _ERROR.search(line)]
