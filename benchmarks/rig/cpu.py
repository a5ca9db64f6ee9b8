"""Processor time that processes used: hardly depends on what else the machine does, unlike time on the clock."""

from collections.abc import Mapping

import psutil


def seconds(pids: Mapping[str, int]) -> dict[str, float]:
    """User and system time of each named process with its children."""
    return {name: _whole(pid) for name, pid in pids.items()}


def per_turn(before: Mapping[str, float], after: Mapping[str, float], turns: int) -> dict[str, float]:
    """Milliseconds for each turn."""
    return {name: round((after[name] - before[name]) * 1000 / max(turns, 1), 1) for name in after}


def _whole(pid: int) -> float:
    process = psutil.Process(pid)
    return sum(_own(one) for one in (process, *process.children(recursive=True)))


def _own(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)
