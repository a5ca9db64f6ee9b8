"""The matcher over what is published, kept until anything of it changes, here or in another replica."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.replies.service import ReplyService
from crm_backend.solutions import repository
from crm_backend.solutions.matching import Matcher
from crm_backend.solutions.rules import entries
from crm_backend.solutions.schemas import Content
from crm_backend.solutions.views import content_of

Edition = tuple[int, int]  # of the solutions, and of the facts in them


@dataclass(frozen=True)
class Published:
    """All that is published: what is matched, and what is shown. `versions` by solution id."""

    matcher: Matcher
    contents: Mapping[str, Content]
    versions: Mapping[str, int]
    facts: Mapping[str, Mapping[str, str]]


class Index:
    """Built in a thread: it takes a tenth of a second for a hundred solutions. A match takes one or two ms."""

    def __init__(self, replies: ReplyService) -> None:
        self._replies = replies
        self._kept: tuple[Edition, Published] | None = None
        self._building = asyncio.Lock()

    async def current(self, session: AsyncSession) -> Published:
        """What is published now. `session` only reads; don't hold a writing one, others would wait for the thread."""
        edition = (await repository.edition(session), await self._replies.version(session))
        async with self._building:
            if self._kept is None or self._kept[0] != edition:
                self._kept = (edition, await self._build(session))
            return self._kept[1]

    async def _build(self, session: AsyncSession) -> Published:
        rows, facts = await repository.published(session), await self._replies.facts(session)
        contents = {row.solution_id: content_of(row) for row in rows}
        matched = [entry for name, content in contents.items() for entry in entries(name, content, facts)]
        matcher = await asyncio.to_thread(Matcher, matched)
        return Published(matcher, contents, {row.solution_id: row.number for row in rows}, facts)
