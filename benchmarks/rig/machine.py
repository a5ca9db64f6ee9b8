"""Where a figure was measured."""

import os
import platform
import sys
from pathlib import Path


def machine() -> dict[str, str | int | float]:
    """Cores, processor, memory, system, and how busy it was before we began."""
    return {
        "cores": os.cpu_count() or 0,
        "cpu": _field(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine(),
        "memory_gib": round(_memory_kib() / 2**20, 1),
        "os": _system(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
    }


def sentence(known: dict[str, str | int | float]) -> str:
    return (
        f"{known['cores']} × {known['cpu']}, {known['memory_gib']} GiB, {known['os']}, Python {known['python']}; "
        f"load before the run {known['load_before']}"
    )


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        name = platform.system()
    return f"{name}, {platform.system()} {platform.release()}" if sys.platform == "linux" else platform.platform()


def _memory_kib() -> int:
    return int((_field(Path("/proc/meminfo"), "MemTotal") or "0").split()[0])


def _field(path: Path, name: str) -> str | None:
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), None)
