"""A pool whose worker really is another process."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from crm_backend.kit.pool import ModelFile, Pool


def load(path: Path) -> list[str]:
    """A model that counts how often it was used."""
    return [path.read_text()]


def use(model: list[str], given: str) -> tuple[str, int, int]:
    model.append(given)
    return model[0], len(model) - 1, os.getpid()


def niceness(_given: str) -> int:
    return os.nice(0)


def fail(given: str) -> None:
    raise ValueError(given)


def die_once(flag: Path) -> str:
    """Kills its own worker, the first time."""
    if not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def die(_given: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool()
    yield pool
    await pool.close()


def model(folder: Path, name: str) -> ModelFile[list[str]]:
    path = folder / name
    path.write_text(name)
    return ModelFile("needs", name, path, load)


async def test_a_model_is_loaded_once_and_another_one_replaces_it(pool: Pool, tmp_path: Path) -> None:
    first, second = model(tmp_path, "first"), model(tmp_path, "second")
    told = [await pool.ask(first, use, "a"), await pool.ask(first, use, "b"), await pool.ask(second, use, "c")]
    assert [(name, used) for name, used, _ in told] == [("first", 1), ("first", 2), ("second", 1)]
    assert len({pid for _, _, pid in told}) == 1
    assert told[0][2] != os.getpid()


async def test_chat_comes_first(pool: Pool) -> None:
    assert await pool.run(niceness, "") > os.nice(0)


async def test_what_fails_there_fails_here(pool: Pool) -> None:
    with pytest.raises(ValueError, match="as it is"):
        await pool.run(fail, "as it is")
    assert await pool.run(niceness, "") > 0  # and the worker goes on


async def test_a_killed_worker_is_replaced_and_its_work_done_again(pool: Pool, tmp_path: Path) -> None:
    assert await pool.run(die_once, tmp_path / "flag") == "done"


async def test_what_kills_every_worker_is_given_up(pool: Pool) -> None:
    with pytest.raises(Exception, match="terminated abruptly"):
        await pool.run(die, "")
    assert await pool.run(niceness, "") > 0


async def test_nothing_is_left_after_closing(tmp_path: Path) -> None:
    pool = Pool()
    _, _, pid = await pool.ask(model(tmp_path, "first"), use, "a")
    await pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(RuntimeError, match="closed"):
        await pool.run(niceness, "")


async def test_the_loop_goes_on_while_a_worker_computes(pool: Pool) -> None:
    await pool.run(niceness, "")
    working = asyncio.create_task(pool.run(busy, 200_000))
    turns = 0
    while not working.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10


def busy(count: int) -> int:
    return sum(range(count))
