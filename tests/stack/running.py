"""The real three processes, started once for a test run and shared by tests of the stack and of the browser.

The model is trained once and kept in the checkout's pytest cache, under the fingerprint of what it is made of.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from crm_backend.app import Services
from crm_backend.commands import instances
from crm_backend.commands.places import BOT_PYTHON, ROOT, settings_for
from crm_backend.commands.ports import any_free
from crm_backend.commands.store import opened
from crm_backend.kit.auth import with_secrets
from crm_backend.settings import Settings

MODELS = ROOT / ".pytest_cache" / "rapport-models"
TO_START = 420.0  # seconds, training included
SETTINGS = {
    # All tests share one address; wrong proofs of one test must not lock the others out.
    "RAPPORT_PROOF_TRIES_PER_ADDRESS": "100000",
    "RAPPORT_SWEEP_EVERY": "1",
}


@dataclass(frozen=True)
class Stack:
    """A running instance: what people reach at `url`, its store, and its processes."""

    url: str
    settings: Settings
    supervisor: int

    @property
    def output(self) -> Path:
        return self.settings.data / "serve.log"

    @asynccontextmanager
    async def services(self) -> AsyncIterator[Services]:
        """The services over the same store, in this process: to look and to arrange, never to act for a part."""
        async with opened(self.settings) as services:
            yield services

    def pid(self, part: str) -> int:
        """The process of `crm`, `bot` or `actions` now."""
        instance = instances.at_port(self.settings.port)
        assert instance is not None, "the supervisor is gone"
        return instance.parts[part]

    def kill(self, part: str) -> int:
        """kill -9, and who it was."""
        pid = self.pid(part)
        os.kill(pid, signal.SIGKILL)
        return pid

    @contextmanager
    def frozen(self, *parts: str) -> Iterator[None]:
        """The parts hang: they take connections and never answer."""
        pids = [self.pid(part) for part in parts]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    async def until_restarted(self, part: str, before: int, patience: float = 60) -> None:
        """Until the supervisor has started another process for the part, and all is ready again."""
        await until(lambda: self.pid(part) != before, f"{part} was not restarted", patience)
        await until(lambda: answers(f"{self.url}/readyz"), f"not ready after the restart of {part}", patience)


async def until(met: Callable[[], bool], otherwise: str, patience: float = 20) -> None:
    """Wait for a condition; AssertionError with `otherwise` if it does not come."""
    deadline = time.monotonic() + patience
    while not await asyncio.to_thread(met):
        assert time.monotonic() < deadline, otherwise
        await asyncio.sleep(0.05)


def answers(url: str) -> bool:
    """Whether a GET is answered with 200."""
    try:
        with urlopen(url, timeout=3) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The instance that all tests of a run share."""
    if not BOT_PYTHON.exists():
        pytest.skip("Rasa's environment is missing (bot/.venv): ./rapport serve makes it")
    with running() as stack:
        yield stack


@contextmanager
def running() -> Iterator[Stack]:
    """`./rapport serve` with the demo business, in a data folder of its own, at a free port."""
    data = Path(tempfile.mkdtemp(prefix="rapport-stack-"))
    settings = with_secrets(settings_for(data, port=any_free("127.0.0.1")))
    _copy_models(MODELS, data / "models")
    process = _start(settings)
    try:
        _wait(process, settings)
        _copy_models(data / "models", MODELS)
        yield Stack(f"http://127.0.0.1:{settings.port}", settings, process.pid)
    finally:
        _stop(process)
        if not os.environ.get("RAPPORT_TEST_KEEP"):
            shutil.rmtree(data, ignore_errors=True)


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "crm_backend.cli", "serve", "--data", str(settings.data)]
    ports = ["--port", str(settings.port), "--actions-port", "0", "--bot-port", "0"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAPPORT_")}
    environment = kept | SETTINGS | {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    with (settings.data / "serve.log").open("wb") as output:
        return subprocess.Popen([*command, *ports], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)


def _wait(process: subprocess.Popen[bytes], settings: Settings) -> None:
    deadline = time.monotonic() + TO_START
    while not answers(f"http://127.0.0.1:{settings.port}/readyz"):
        if process.poll() is not None or time.monotonic() > deadline:
            said = (settings.data / "serve.log").read_text("utf-8", "replace")
            pytest.fail(f"./rapport serve did not come up (exit {process.poll()}):\n{said[-3000:]}", pytrace=False)
        time.sleep(0.2)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does; nothing may be left."""
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(15)
    process.kill()
    for child in psutil.wait_procs(children, timeout=2)[1]:
        with suppress(psutil.NoSuchProcess):
            child.kill()


def _copy_models(source: Path, target: Path) -> None:
    """The newest two, as ./rapport serve keeps them."""
    target.mkdir(parents=True, exist_ok=True)
    models = sorted(source.glob("*.tar.gz"), key=lambda model: model.stat().st_mtime, reverse=True)
    for model in models[:2]:
        if not (target / model.name).exists():
            shutil.copy2(model, target / f".{model.name}")
            (target / f".{model.name}").replace(target / model.name)
    for old in sorted(target.glob("*.tar.gz"), key=lambda model: model.stat().st_mtime, reverse=True)[4:]:
        old.unlink(missing_ok=True)
