"""Crash tests: a process that is told to dies by SIGKILL at a named place, once."""

import os
import signal

from crm_backend.settings import Settings


def passing(settings: Settings, name: str) -> None:
    """Kill this process if it is told to die here and has not yet (DATA/failpoint.<name> remembers)."""
    if settings.failpoint != name:
        return
    try:
        (settings.data / f"failpoint.{name}").touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
