"""What has to be true before anything is started: a data folder that can be written, and no door open by mistake."""

import errno
import socket
from pathlib import Path

from crm_backend.commands.instances import is_loopback
from crm_backend.commands.places import make_data_folder
from crm_backend.commands.words import Stop
from crm_backend.kit.auth import with_secrets
from crm_backend.settings import Settings

_OF_A_NETWORK = (None, errno.EHOSTUNREACH, errno.ENETUNREACH)  # None: several addresses were tried


def check_host(settings: Settings) -> None:
    """Demo passwords are public knowledge, so the demo stays on this machine."""
    if settings.demo and not is_loopback(settings.host):
        raise Stop("demo_is_local", host=settings.host)


def with_data_folder(settings: Settings) -> Settings:
    """The settings with their secrets; the data folder is made. Stop if it can't be."""
    try:
        make_data_folder(settings.data)
        (settings.data / "logs").mkdir(exist_ok=True)
        return with_secrets(settings)
    except OSError as problem:
        raise data_problem(settings.data, problem) from None


def data_problem(data: Path, problem: OSError) -> Stop:
    """What to do about a data folder that can't be written, or a store elsewhere that does not answer."""
    if isinstance(problem, ConnectionError | TimeoutError | socket.gaierror) or problem.errno in _OF_A_NETWORK:
        return Stop("store_unreachable", reason=problem.strerror or str(problem))
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return Stop("disk_full", path=str(data))
    return Stop("data_not_writable", path=str(data), reason=problem.strerror or str(problem))
