"""The assistant's replies and the facts of the business: as they ship, or as managers edited them."""

from collections.abc import Mapping

from aiohttp import web
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.errors import Conflict, NotFound
from crm_backend.kit.clock import Clock
from crm_backend.replies import repository, rules, views
from crm_backend.replies.models import EditedText, EditedTextVersion
from crm_backend.replies.originals import fact_values
from crm_backend.replies.schemas import (
    AssistantTexts,
    Content,
    FactContent,
    Kind,
    Original,
    ReplyContent,
    TextSummary,
    TextVersionView,
    TextView,
    Variant,
)

_CONTENT: TypeAdapter[Content] = TypeAdapter(Content)


class ReplyService:
    """`base` is the revision that the editor saw: whoever edits an older one gets a Conflict, and loses nothing."""

    def __init__(self, clock: Clock, originals: Mapping[str, Original]) -> None:
        self._clock = clock
        self._originals = originals
        self._facts = [name for name, one in originals.items() if isinstance(one.content, FactContent)]
        self._said: tuple[int, dict[str, Content]] = (0, {})

    async def version(self, session: AsyncSession) -> int:
        """Raised whenever anything that is said has changed; 0 as long as nothing was edited."""
        return await repository.version(session)

    async def facts(self, session: AsyncSession) -> dict[str, dict[str, str]]:
        """What placeholders stand for, by language and name."""
        said = await self._published(session)
        return fact_values({name: said.get(name, self._originals[name].content) for name in self._facts})

    async def counted(self, session: AsyncSession, name: str) -> int:
        """The fact of this name as a number; as it ships where it is none."""
        original = self._originals[name].content
        for content in ((await self._published(session)).get(name), original):
            found = rules.number(content) if isinstance(content, FactContent) else None
            if found is not None:
                return found
        raise KeyError(name)

    async def for_assistant(self, session: AsyncSession) -> AssistantTexts:
        """The edited replies, and all facts."""
        version, said = await self.version(session), await self._published(session)
        replies: dict[str, list[Variant]] = {
            name: content.variants for name, content in said.items() if isinstance(content, ReplyContent)
        }
        return AssistantTexts(version=version, replies=replies, facts=await self.facts(session))

    async def texts(self, session: AsyncSession, kind: Kind | None = None, containing: str = "") -> list[TextSummary]:
        """All replies and facts in the order of their files, or those that hold some words."""
        said = await self._published(session)
        rows = {row.name: row for row in await repository.texts(session)}
        found = [
            views.summary(original, said.get(name), rows.get(name))
            for name, original in self._originals.items()
            if kind in (None, original.content.kind)
        ]
        return [summary for summary in found if views.holds(summary, containing)]

    async def get(self, session: AsyncSession, name: str) -> TextView:
        original = self._original(name)
        row = await repository.text(session, name)
        published = await self._content(session, name, row.published if row else None)
        draft = await self._content(session, name, row.draft) if row and row.draft else None
        return views.text(original, published, draft, row, rules.needed(original, self._facts))

    async def save_draft(
        self, session: AsyncSession, name: str, content: Content, base: int, author_id: str | None
    ) -> TextView:
        """Keep a wording without saying it. Invalid if something is lost or invented in it."""
        rules.check(self._original(name), content, self._facts)
        row = await self._claim(session, name, base)
        await self._write_draft(session, row, content, author_id)
        return await self.get(session, name)

    async def discard_draft(self, session: AsyncSession, name: str, base: int) -> TextView:
        row = await self._claim(session, name, base)
        if row.draft is not None:
            await session.delete(await self._version(session, name, row.draft))
            row.draft = None
            await session.flush()
        return await self.get(session, name)

    async def preview(self, session: AsyncSession, name: str, content: Content | None = None) -> list[Variant]:
        """A reply as a customer would read it, facts filled: the given wording, else the draft, else what is said."""
        view = await self.get(session, name)
        shown = content or view.draft or view.published
        return views.filled(shown, await self.facts(session))

    async def publish(self, session: AsyncSession, name: str, base: int, author_id: str | None) -> TextView:
        """Say the draft from the next turn on. Conflict without a draft."""
        row = await self._claim(session, name, base)
        if row.draft is None:
            raise Conflict("replies.no_draft")
        version = await self._version(session, name, row.draft)
        rules.check(self._original(name), _CONTENT.validate_python(version.content), self._facts)
        if row.published:
            (await self._version(session, name, row.published)).state = "retired"
        version.state, version.published_at, version.author_id = "published", self._clock(), author_id
        row.published, row.draft, row.publications = version.number, None, row.publications + 1
        await session.flush()
        return await self.get(session, name)

    async def versions(self, session: AsyncSession, name: str) -> list[TextVersionView]:
        """Newest first; the last, number 0, is the text as it ships."""
        original, row = self._original(name), await repository.text(session, name)
        kept = [views.version(one, self._read(one)) for one in await repository.versions(session, name)]
        return [*kept, views.original_version(original, said=row is None or row.published is None)]

    async def restore(
        self, session: AsyncSession, name: str, number: int, base: int, author_id: str | None
    ) -> TextView:
        """An older version (0: as it ships) as the draft, to be published or edited."""
        content = await self._content(session, name, number or None)
        return await self.save_draft(session, name, content, base, author_id)

    def _original(self, name: str) -> Original:
        if name not in self._originals:
            raise NotFound("replies.not_found")
        return self._originals[name]

    async def _claim(self, session: AsyncSession, name: str, base: int) -> EditedText:
        self._original(name)
        row = await repository.claim(session, name, base)
        if row is None:
            raise Conflict("replies.changed_meanwhile")
        return row

    async def _write_draft(
        self, session: AsyncSession, row: EditedText, content: Content, author_id: str | None
    ) -> None:
        now, kept = self._clock(), content.model_dump()
        if row.draft is not None:
            version = await self._version(session, row.name, row.draft)
            version.content, version.author_id, version.created_at = kept, author_id, now
        else:
            newest = await repository.versions(session, row.name)
            row.draft = newest[0].number + 1 if newest else 1
            session.add(
                EditedTextVersion(
                    name=row.name,
                    number=row.draft,
                    state="draft",
                    content=kept,
                    author_id=author_id,
                    created_at=now,
                )
            )
        await session.flush()

    async def _version(self, session: AsyncSession, name: str, number: int) -> EditedTextVersion:
        version = await repository.one_version(session, name, number)
        if version is None:
            raise NotFound("replies.no_such_version")
        return version

    async def _content(self, session: AsyncSession, name: str, number: int | None) -> Content:
        if number is None:
            return self._original(name).content
        return self._read(await self._version(session, name, number))

    def _read(self, version: EditedTextVersion) -> Content:
        return _CONTENT.validate_python(version.content)

    async def _published(self, session: AsyncSession) -> dict[str, Content]:
        """What is said instead of what ships, of texts that still ship."""
        version = await self.version(session)
        if self._said[0] != version:
            rows = await repository.published(session)
            self._said = (version, {row.name: self._read(row) for row in rows if row.name in self._originals})
        return self._said[1]


REPLIES = web.AppKey("replies", ReplyService)
