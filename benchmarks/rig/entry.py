"""Run a benchmark so that nothing it started outlives it, however it is ended."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

import typer

from benchmarks.rig.stack import StackFailed


def run[T](work: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`; SIGTERM and SIGHUP end it like Ctrl-C does, and its processes are stopped."""

    async def whole() -> T:
        task = asyncio.current_task()
        for number in (signal.SIGTERM, signal.SIGHUP):
            if task is not None:
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        return await work

    try:
        return asyncio.run(whole())
    except asyncio.CancelledError:
        raise typer.Exit(143) from None
    except StackFailed as failed:
        typer.echo(f"Rapport or its peer did not start:\n{failed}", err=True)
        raise typer.Exit(2) from None
