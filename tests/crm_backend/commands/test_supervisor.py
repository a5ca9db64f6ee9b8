import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from crm_backend.commands.places import ROOT
from crm_backend.commands.ports import any_free
from crm_backend.commands.supervisor import Part, Patience, Supervisor
from crm_backend.commands.words import Stop
from tests.crm_backend.commands.parts import dummy_part, eventually, is_gone, notes

QUICK = Patience(backoff=0.05, backoff_limit=0.4, attempts=3, stop=3, poll=0.05)
SUPERVISED = Path(__file__).with_name("supervised.py")


@asynccontextmanager
async def running(parts: list[Part], said: list[str], patience: Patience = QUICK) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(parts, report=said.append, patience=patience)
    supervisor.start()
    try:
        yield supervisor
    finally:
        await supervisor.stop()


async def until(condition: Callable[[], bool]) -> None:
    assert await asyncio.to_thread(eventually, condition)


async def test_a_part_that_dies_is_started_again_and_says_so(tmp_path: Path) -> None:
    said: list[str] = []
    async with running([dummy_part(tmp_path, "crm", any_free("127.0.0.1"))], said) as supervisor:
        await supervisor.until_healthy()
        first = supervisor.pids["crm"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: any("is back" in line for line in said))
        assert supervisor.pids["crm"] != first
        assert any("crm has ended (exit code -9)" in line for line in said)


async def test_a_part_that_never_comes_up_stops_everything_with_its_last_lines(tmp_path: Path) -> None:
    said: list[str] = []
    good, bad = (
        dummy_part(tmp_path, "crm", any_free("127.0.0.1")),
        dummy_part(tmp_path, "bot", any_free("127.0.0.1"), "dies"),
    )
    begun = time.monotonic()
    with pytest.raises(Stop, match=r"bot does not start \(exit code 3\)[\s\S]*something in the log"):
        async with running([good, bad], said) as supervisor:
            await supervisor.until_healthy()
    assert len(notes(tmp_path, "started")) >= QUICK.attempts
    assert time.monotonic() - begun >= 0.05 + 0.1  # the backoff doubles
    assert all(is_gone(pid) for _, pid in notes(tmp_path, "started"))


async def test_a_stranger_at_its_port_never_answers_for_a_part(tmp_path: Path) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        part = dummy_part(tmp_path, "bot", stranger.getsockname()[1])
        with pytest.raises(Stop, match="bot needs port"):
            async with running([part], []) as supervisor:
                await supervisor.until_healthy()
    assert notes(tmp_path, "started") == []


async def test_parts_stop_in_the_order_given_each_after_the_one_before(tmp_path: Path) -> None:
    ports = [any_free("127.0.0.1") for _ in range(3)]
    parts = [dummy_part(tmp_path, name, port) for name, port in zip(("crm", "bot", "actions"), ports, strict=True)]
    async with running(parts, []) as supervisor:
        await supervisor.until_healthy()
    assert [port for port, _ in notes(tmp_path, "ended")] == ports


async def test_a_part_that_does_not_stop_is_killed_within_the_patience(tmp_path: Path) -> None:
    said: list[str] = []
    ports = [any_free("127.0.0.1") for _ in range(2)]
    parts = [dummy_part(tmp_path, "crm", ports[0], "deaf"), dummy_part(tmp_path, "bot", ports[1])]
    async with running(parts, said) as supervisor:
        await supervisor.until_healthy()
        begun = time.monotonic()
    assert time.monotonic() - begun < QUICK.stop + 0.5
    assert any("crm did not stop in time" in line for line in said)
    assert [port for port, _ in notes(tmp_path, "ended")] == [ports[1]]
    assert all(is_gone(pid) for _, pid in notes(tmp_path, "started"))


async def test_an_error_in_a_log_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    async with running([dummy_part(tmp_path, "crm", any_free("127.0.0.1"))], said) as supervisor:
        await supervisor.until_healthy()
        await until(lambda: any(line.startswith("crm: 2026-01-01 ERROR") for line in said))


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_kill_9_of_the_supervisor_leaves_no_orphans(tmp_path: Path) -> None:
    process = _supervised(tmp_path)
    pids = [pid for _, pid in notes(tmp_path, "started")]
    assert len(pids) == 2
    process.kill()
    process.wait()
    assert eventually(lambda: all(is_gone(pid) for pid in pids))


def test_sigterm_stops_all_and_the_exit_is_clean(tmp_path: Path) -> None:
    process = _supervised(tmp_path)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0
    assert len(notes(tmp_path, "ended")) == 2


def _supervised(folder: Path) -> "subprocess.Popen[str]":
    ports = [str(any_free("127.0.0.1")) for _ in range(2)]
    process = subprocess.Popen(
        [sys.executable, str(SUPERVISED), str(folder), *ports],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process
