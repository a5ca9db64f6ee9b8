"""Fixtures of the tests that run against the real three processes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from tests.stack.people import People, gathered
from tests.stack.running import Stack
from tests.stack.shop import Buyer, buyer

LANGUAGES = ("en", "zh")
Buyers = Callable[..., Awaitable[Buyer]]


@pytest.fixture
async def people(stack: Stack) -> AsyncIterator[People]:
    """Customers and agents, whose connections are closed at the end."""
    async with gathered(stack) as people:
        yield people


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def buys(stack: Stack) -> Buyers:
    """`await buys("paid", "shipped")`: a customer with these orders."""

    async def make(*states: str, **more: Any) -> Buyer:
        return await buyer(stack, *states, **more)

    return make
