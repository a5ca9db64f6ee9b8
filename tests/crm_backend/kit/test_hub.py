import asyncio
import os
from contextlib import suppress

import pytest

from crm_backend.kit.hub import LocalHub
from crm_backend.kit.redis_hub import RedisHub

REDIS = os.environ.get("RAPPORT_TEST_REDIS", "")


async def test_a_watcher_hears_of_its_topics_only() -> None:
    hub = LocalHub()
    with hub.watch("a", "b") as watch:
        await hub.notify("c")
        assert not await watch.wait(0.01)
        await hub.notify("b")
        assert await watch.wait(1)
        assert not await watch.wait(0.01)


async def test_a_notice_before_the_wait_is_not_lost() -> None:
    hub = LocalHub()
    with hub.watch("a") as watch:
        await hub.notify("a")
        assert await watch.wait(0)


async def test_nobody_is_remembered_after_watching() -> None:
    hub = LocalHub()
    with hub.watch("a") as watch:
        pass
    await hub.notify("a")
    assert not await watch.wait(0.01)


@pytest.mark.redis
async def test_a_notice_reaches_the_watchers_of_other_replicas() -> None:
    if not REDIS:
        pytest.skip("no Redis: set RAPPORT_TEST_REDIS=redis://host:port")
    here, there = RedisHub(REDIS), RedisHub(REDIS)
    await here.start()
    await there.start()
    try:
        with there.watch("identity:1") as watch:
            async with asyncio.timeout(10):
                while not await watch.wait(0.1):  # until the subscription stands
                    await here.notify("identity:1")
    finally:
        await here.close()
        await there.close()


async def test_without_redis_this_replica_still_hears_of_itself() -> None:
    hub = RedisHub("redis://127.0.0.1:1")
    with hub.watch("a") as watch:
        await hub.notify("a")
        assert await watch.wait(1)
    await hub.close()


async def test_a_redis_that_does_not_answer_keeps_nobody_waiting() -> None:
    async def says_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        writer.close()

    silent = await asyncio.start_server(says_nothing, "127.0.0.1", 0)
    hub = RedisHub(f"redis://127.0.0.1:{silent.sockets[0].getsockname()[1]}")
    await hub.start()
    try:
        with hub.watch("a") as watch:
            async with asyncio.timeout(1):
                await hub.notify("a")
                assert await watch.wait(1)
    finally:
        await hub.close()
        silent.close()
