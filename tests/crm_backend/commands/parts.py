"""Dummy parts."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from crm_backend.commands.supervisor import Part

DUMMY = Path(__file__).with_name("dummy.py")


def dummy_part(folder: Path, name: str, port: int, *manners: str) -> Part:
    command = [sys.executable, str(DUMMY), str(port), str(folder / "notes"), *manners]
    return Part(name, command, dict(os.environ), f"http://127.0.0.1:{port}/", folder / f"{name}.log", folder, port)


def notes(folder: Path, what: str) -> list[tuple[int, int]]:
    """(port, pid) of everything that the dummies noted of this kind."""
    path = folder / "notes"
    lines = path.read_text().splitlines() if path.exists() else []
    return [(int(port), int(pid)) for kind, port, pid in map(str.split, lines) if kind == what]


def is_gone(pid: int) -> bool:
    """Ended, or a zombie that waits for its parent."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return True
    return state == "Z"


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
