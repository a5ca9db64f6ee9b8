"""The live hub of several replicas: notices travel through Redis pub/sub, watchers are local."""

import asyncio
import logging

from redis.asyncio import Redis
from redis.exceptions import RedisError

from crm_backend.kit.hub import LocalHub

log = logging.getLogger(__name__)
CHANNEL = "rapport:notices"
RECONNECT_SECONDS = 1.0


class RedisHub(LocalHub):
    """Without Redis, watchers of this replica still hear of what happens here; the others find out by polling.

    Nobody waits for Redis: notices go out in the background, together, and what it does not take is dropped.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = Redis.from_url(url, decode_responses=True, socket_timeout=5)
        self._unsent: set[str] = set()
        self._more = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._publish())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._redis.aclose()

    async def notify(self, topic: str) -> None:
        await super().notify(topic)
        self._unsent.add(topic)
        self._more.set()

    async def _publish(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            topics, self._unsent = self._unsent, set()
            try:
                async with self._redis.pipeline(transaction=False) as together:
                    for topic in topics:
                        together.publish(CHANNEL, topic)
                    await together.execute()
            except (RedisError, OSError) as problem:
                log.warning("Redis does not take notices: %s", type(problem).__name__)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    while True:
                        message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=1.0)
                        if message is not None:
                            await super().notify(str(message["data"]))
            except (RedisError, OSError) as problem:
                log.warning("Redis is away (%s); trying again", type(problem).__name__)
                await asyncio.sleep(RECONNECT_SECONDS)
