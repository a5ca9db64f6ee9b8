"""Memory of processes, counted so that what they share is counted once."""

from collections.abc import Mapping
from pathlib import Path

import psutil


def pss_mib(pids: Mapping[str, int]) -> dict[str, float]:
    """Proportional set size in MiB of each named process with its children (/proc/PID/smaps_rollup)."""
    counted = set(pids.values())  # a named child is not also part of its parent
    return {name: round(sum(_pss_kib(one) for one in _family(pid, counted)) / 1024, 1) for name, pid in pids.items()}


def _family(pid: int, counted: set[int]) -> list[int]:
    family = [pid]
    for child in psutil.Process(pid).children():
        if child.pid not in counted:
            family += _family(child.pid, counted)
    return family


def _pss_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
