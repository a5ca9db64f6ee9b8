"""Runs a supervisor over two dummies until a signal: `supervised.py FOLDER PORT PORT`."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from crm_backend.commands.supervisor import Supervisor
from tests.crm_backend.commands.parts import dummy_part


async def main(folder: Path, ports: list[int]) -> None:
    parts = [dummy_part(folder, f"part{port}", port) for port in ports]
    supervisor = Supervisor(parts, report=print)
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    supervisor.start()
    try:
        await supervisor.until_healthy()
        print("ready", flush=True)
        await supervisor.forever()
    finally:
        await supervisor.stop()


with contextlib.suppress(asyncio.CancelledError):
    asyncio.run(main(Path(sys.argv[1]), [int(port) for port in sys.argv[2:]]))
