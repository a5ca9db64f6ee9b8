"""The replies and facts that ship, over a real store."""

from dataclasses import dataclass

import pytest

from crm_backend.kit.db import Database
from crm_backend.replies.originals import read_originals
from crm_backend.replies.schemas import Content, FactContent, ReplyContent, TextView
from crm_backend.replies.service import ReplyService
from tests.crm_backend.conftest import SetClock

REPLY, FACT = "utter_hello_again", "return_days"


@dataclass
class Texts:
    database: Database
    replies: ReplyService
    clock: SetClock

    async def get(self, name: str) -> TextView:
        async with self.database.reading() as session:
            return await self.replies.get(session, name)

    async def save(self, name: str, content: Content, base: int = 0) -> TextView:
        async with self.database.transaction() as session:
            return await self.replies.save_draft(session, name, content, base, "a-manager")

    async def publish(self, name: str, content: Content) -> TextView:
        view = await self.save(name, content, (await self.get(name)).revision)
        async with self.database.transaction() as session:
            return await self.replies.publish(session, name, view.revision, "a-manager")

    async def version(self) -> int:
        async with self.database.reading() as session:
            return await self.replies.version(session)


def worded(view: TextView, english: str, chinese: str = "您好。") -> ReplyContent:
    """The reply with other words in each language."""
    assert isinstance(view.original, ReplyContent)
    words = {"en": english, "zh": chinese}
    changed = [one.model_copy(update={"text": words[one.language]}) for one in view.original.variants]
    return ReplyContent(variants=changed)


def fact(english: str, chinese: str | None = None) -> FactContent:
    return FactContent(en=english, zh=chinese or english)


@pytest.fixture
def texts(database: Database, clock: SetClock) -> Texts:
    return Texts(database, ReplyService(clock, read_originals()), clock)
