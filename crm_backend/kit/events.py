"""Past-tense events that travel upward, in the transaction of whoever published. Subscribed in app.py."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

E = TypeVar("E")
Handler = Callable[[AsyncSession, E], Awaitable[None]]


class Events:
    """Who wants to know what. A handler that raises rolls back what it was told of."""

    def __init__(self) -> None:
        self._handlers: dict[type, list[Handler[object]]] = defaultdict(list)

    def subscribe(self, kind: type[E], handler: Handler[E]) -> None:
        self._handlers[kind].append(handler)  # type: ignore[arg-type]

    async def publish(self, session: AsyncSession, event: object) -> None:
        for handler in self._handlers[type(event)]:
            await handler(session, event)
