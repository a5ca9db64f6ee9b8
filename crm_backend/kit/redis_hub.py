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
    """Without Redis, watchers of this replica still hear of what happens here; the others find out by polling."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = Redis.from_url(url, decode_responses=True, socket_timeout=5)
        self._listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
        await self._redis.aclose()

    async def notify(self, topic: str) -> None:
        await super().notify(topic)
        try:
            await self._redis.publish(CHANNEL, topic)
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
