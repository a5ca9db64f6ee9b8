"""Find uv and the Pythons that a machine has. A name on PATH proves nothing (pyenv's shims may be dead): run it."""

import os
import re
import subprocess
from pathlib import Path
from typing import Iterator, List, Optional, Tuple

UV_AT_LEAST = (0, 8, 0)


def find_uv(tools: Path) -> Optional[str]:
    """A uv that runs and is recent enough: on PATH, else the private one in .tools."""
    candidates = [*_on_path("uv"), str(tools / "uv" / "bin" / "uv"), str(tools / "uv-target" / "bin" / "uv")]
    return next((path for path in candidates if _uv_version(path) >= UV_AT_LEAST), None)


def find_interpreter(versions: List[str]) -> Optional[str]:
    """The first Python of the wished versions ("3.12") on PATH or in pyenv's folder, as an absolute path."""
    for version in versions:
        candidates = [*_on_path("python" + version), *_of_pyenv(version), *_on_path("python3")]
        for candidate in candidates:
            if is_version(candidate, [version]):
                return candidate
    return None


def is_version(python: str, versions: List[str]) -> bool:
    """Does this interpreter run, and is it one of these versions?"""
    said = _ask([python, "-c", "import sys, ctypes, ssl, sqlite3; print('%d.%d' % sys.version_info[:2])"])
    return said.strip() in versions


def _uv_version(uv: str) -> Tuple[int, ...]:
    found = re.match(r"uv (\d+)\.(\d+)\.(\d+)", _ask([uv, "--version"]))
    return tuple(int(part) for part in found.groups()) if found else ()


def _on_path(name: str) -> Iterator[str]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = os.path.join(folder, name)
        if os.path.isabs(path) and os.access(path, os.X_OK) and os.path.isfile(path):
            yield path


def _of_pyenv(version: str) -> List[str]:
    root = Path(os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv"))
    found = root.glob(f"versions/{version}.*/bin/python{version}")
    return sorted((str(path) for path in found), key=_patch, reverse=True)


def _patch(path: str) -> int:
    return int((re.findall(r"versions/\d+\.\d+\.(\d+)", path) or ["0"])[0])


def _ask(command: List[str]) -> str:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
