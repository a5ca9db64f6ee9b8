"""Which data folder is in use by whom, and which instance answers at which port."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from crm_backend.commands.places import DEFAULT_DATA
from crm_backend.commands.words import Stop

FOLDER = DEFAULT_DATA / "instances"


class Instance(BaseModel):
    """A running ./rapport serve, as other commands on this machine find it."""

    pid: int
    data: Path
    url: str
    database_url: str = ""
    parts: dict[str, int] = {}

    def alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True


def publish(port: int, instance: Instance, folder: Path = FOLDER) -> None:
    """Tell other commands of this machine where the instance at `port` keeps its data. Readable by us only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{port}.json"
    temporary = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(instance.model_dump_json(indent=2))
    temporary.replace(path)


def withdraw(port: int, folder: Path = FOLDER) -> None:
    """Take back what `publish` said, if it is ours."""
    found = at_port(port, folder)
    if found is not None and found.pid == os.getpid():
        (folder / f"{port}.json").unlink(missing_ok=True)


def at_port(port: int, folder: Path = FOLDER) -> Instance | None:
    """The live instance at a port of this machine."""
    try:
        found = Instance.model_validate_json((folder / f"{port}.json").read_bytes())
    except (OSError, ValidationError):
        return None
    return found if found.alive() else None


def at_url(url: str, folder: Path = FOLDER) -> Instance | None:
    """The live instance of this machine that answers at `url`; None if the address is elsewhere."""
    parts = urlsplit(url)
    if not is_loopback(parts.hostname or ""):
        return None
    return at_port(parts.port or 80, folder)


def is_loopback(host: str) -> bool:
    """Can only this machine reach what listens at this host?"""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host.strip("[]")).is_loopback
    return False


@contextmanager
def only_user(data: Path) -> Iterator[None]:
    """Hold the data folder. Stop if another instance does; the lock dies with its holder, however that ends."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Stop("data_in_use", data=str(data), pid=lock.read().strip() or "?") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield
        lock.truncate(0)
