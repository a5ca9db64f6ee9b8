"""Run a program with its progress shown, and its last lines when it fails."""

import errno
import subprocess
import sys
import tempfile
import time
from typing import Dict, List

from texts import Texts

PATIENCE = 2.0  # seconds before progress is worth a line


class Failed(Exception):
    """What a person is told; the program ends with exit code 2."""


class Work:
    """Long steps, one after the other, told on standard error."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._live = sys.stderr.isatty()

    def run(self, name: str, command: List[str], environment: Dict[str, str], cwd: str) -> None:
        """Raises Failed with the program's last lines."""
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            try:
                process = subprocess.Popen(
                    command,
                    cwd=cwd,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
            except OSError as problem:
                raise Failed("{} {}".format(self._texts("failed", self._texts(name)), problem)) from None
            code = self._wait(name, process)
            if code != 0:
                output.seek(0)
                raise Failed(self._why(name, output.read(), cwd))

    def _wait(self, name: str, process: "subprocess.Popen[bytes]") -> int:
        label = self._texts(name)
        begun = time.monotonic()
        shown = False
        try:
            while process.poll() is None:
                time.sleep(0.05)
                seconds = time.monotonic() - begun
                if seconds >= PATIENCE and (self._live or not shown):
                    self._show(label, int(seconds))
                    shown = True
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if shown:
            self._clear()
            if process.returncode == 0:
                say(self._texts("done", label, int(time.monotonic() - begun)))
        return process.returncode

    def _show(self, label: str, seconds: int) -> None:
        if self._live:
            turning = "|/-\\"[int(time.monotonic() * 8) % 4]
            sys.stderr.write("\r\033[K{} {} … {}".format(turning, label, self._texts("seconds", seconds)))
            sys.stderr.flush()
        else:
            say(label + " …")

    def _clear(self) -> None:
        if self._live:
            sys.stderr.write("\r\033[K")

    def _why(self, name: str, output: str, cwd: str) -> str:
        lines = [line for line in output.splitlines() if line.strip()][-12:]
        told = [self._texts("failed", self._texts(name))]
        if lines:
            told += [self._texts("last_lines")] + ["  " + line for line in lines]
        if "No space left on device" in output or f"os error {errno.ENOSPC}" in output:
            told = [self._texts("disk_full", cwd)]
        return "\n".join(told)


def say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
