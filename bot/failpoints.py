"""Places where a crash test may kill this process."""

from __future__ import annotations

import os
import signal

from bot.settings import BotSettings


def passing(settings: BotSettings, name: str) -> None:
    """Kills the process with SIGKILL if this is the chosen failpoint, and the first time that it is passed."""
    if settings.failpoint != name:
        return
    mark = settings.data / f"failpoint.{name}"
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
