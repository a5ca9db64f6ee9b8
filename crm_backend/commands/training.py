"""The Rasa model: trained when what it is made of has changed, kept in DATA/models."""

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path

from crm_backend.commands.children import last_lines, rotate, signal_group, spawn
from crm_backend.commands.places import ROOT, bot_python
from crm_backend.commands.words import Stop, say

KEPT_MODELS = 2  # the current one and the one before


def fingerprint() -> str:
    """Of everything that a model is made of: training data, domain, config, our components."""
    command = [str(bot_python()), "-I", str(ROOT / "bot" / "fingerprint.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode != 0:
        raise Stop("fingerprint_failed", *done.stderr.strip().splitlines()[-5:])
    return done.stdout.strip()


async def current_model(data: Path, environment: dict[str, str], *, anew: bool = False) -> Path:
    """The model of the current fingerprint, trained now if there is none or `anew`. Old models are cleaned up.

    Shows nothing: it takes a minute if it trains.
    """
    models = data / "models"
    models.mkdir(parents=True, exist_ok=True)
    model = models / f"{await asyncio.to_thread(fingerprint)}.tar.gz"
    if anew or not model.exists():
        await _train(model, data / "logs" / "train.log", environment)
    os.utime(model)
    clean(models)
    return model


def clean(models: Path) -> None:
    """Keep the newest models, and nothing of trainings that were broken off."""
    trained = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in trained[KEPT_MODELS:]:
        old.unlink(missing_ok=True)
    for broken in models.glob(".training-*"):
        shutil.rmtree(broken, ignore_errors=True)


async def _train(model: Path, log: Path, environment: dict[str, str]) -> None:
    folder = model.parent / f".training-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    made = folder / model.name
    rotate(log)
    command = [str(bot_python()), "-m", "bot.run", "train", "--out", str(made)]
    try:
        code = await _run(command, environment, log)
        if code != 0 or not made.exists():
            raise Stop("training_failed", *last_lines(log, 12), *_older_model(model.parent), log=str(log))
        made.replace(model)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(command: list[str], environment: dict[str, str], log: Path) -> int:
    process = await spawn(command, environment, log, ROOT)
    try:
        return await process.wait()
    finally:
        signal_group(process, signal.SIGKILL)


def _older_model(models: Path) -> list[str]:
    older = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return [say("older_model", path=str(older[-1]))] if older else []
