"""Writing solutions: drafts, publishing, retiring, restoring. A published version never changes."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.errors import Conflict, NotFound
from crm_backend.kit.clock import Clock
from crm_backend.solutions import repository, rules
from crm_backend.solutions.models import Solution, SolutionVersion
from crm_backend.solutions.schemas import Content
from crm_backend.solutions.seeds import Seed
from crm_backend.solutions.views import content_of


class Editor:
    """`base` is the revision that the editor saw; who edits an older one gets a Conflict, and nothing is written."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def create(
        self, session: AsyncSession, solution_id: str, content: Content, author_id: str | None, seed: str | None = None
    ) -> Solution:
        """A new solution as a draft."""
        rules.check_id(solution_id)
        await repository.serialise(session, "solutions.ids")
        if await repository.solution(session, solution_id) is not None:
            raise Conflict("solutions.id_taken")
        now = self._clock()
        row = Solution(
            id=solution_id,
            published=None,
            draft=None,
            revision=1,
            publications=0,
            seed=seed,
            helped=0,
            failed=0,
            created_at=now,
            updated_at=now,
        )
        session.add(row)
        await session.flush()
        await self.write(session, row, content, author_id)
        return row

    async def claim(self, session: AsyncSession, solution_id: str, base: int) -> Solution:
        """The solution to be changed by a person; from now on no seed replaces it."""
        row = await repository.claim(session, solution_id, base)
        if row is None:
            if await repository.solution(session, solution_id) is None:
                raise NotFound("solutions.not_found")
            raise Conflict("solutions.changed_meanwhile")
        row.updated_at, row.seed = self._clock(), None
        return row

    async def write(self, session: AsyncSession, row: Solution, content: Content, author_id: str | None) -> None:
        """The draft: begun, or overwritten."""
        now, kept = self._clock(), content.model_dump()
        if row.draft is None:
            row.draft = await self._next_number(session, row.id)
            session.add(_draft(row, kept, author_id, now))
        else:
            version = await self.version(session, row.id, row.draft)
            version.content, version.author_id, version.created_at = kept, author_id, now
        await self._index(session, row, content)

    async def discard(self, session: AsyncSession, row: Solution) -> None:
        """The draft is gone. A solution that was never published keeps it: it would be nothing."""
        if row.draft is None:
            return
        if not row.publications:
            raise Conflict("solutions.only_draft")
        await session.delete(await self.version(session, row.id, row.draft))
        row.draft = None
        await session.flush()
        newest = (await repository.newest(session, [row.id]))[row.id]
        await self._index(session, row, content_of(newest))

    async def publish(self, session: AsyncSession, row: Solution, author_id: str | None) -> None:
        """The draft is what is proposed from now on."""
        if row.draft is None:
            raise Conflict("solutions.no_draft")
        await self._withdraw(session, row)
        version = await self.version(session, row.id, row.draft)
        version.state, version.published_at, version.author_id = "published", self._clock(), author_id
        row.published, row.draft, row.publications = version.number, None, row.publications + 1
        await session.flush()

    async def retire(self, session: AsyncSession, row: Solution) -> None:
        """It is no longer proposed; its versions and what came of it stay."""
        if row.published is None:
            raise Conflict("solutions.not_published")
        await self._withdraw(session, row)
        row.published, row.publications = None, row.publications + 1
        await session.flush()

    async def follow_seeds(self, session: AsyncSession, seeds: list[Seed]) -> int:
        """Publish what the seeds say, but for what a person has touched; returns how many were written.

        New seeds come only into a store in which nobody has written anything.
        """
        await repository.serialise(session, "solutions.seeds")
        rows = {row.id: row for row in await repository.solutions(session)}
        untouched = all(row.seed is not None for row in rows.values())
        written = 0
        for seed in seeds:
            row = rows.get(seed.id)
            if row is None and untouched:
                row = await self.create(session, seed.id, seed.content, None, seed.fingerprint)
            elif row is not None and row.seed not in (None, seed.fingerprint):
                row.seed, row.revision = seed.fingerprint, row.revision + 1
                await self.write(session, row, seed.content, None)
            else:
                continue
            await self.publish(session, row, None)
            written += 1
        return written

    async def version(self, session: AsyncSession, solution_id: str, number: int) -> SolutionVersion:
        found = await repository.version(session, solution_id, number)
        if found is None:
            raise NotFound("solutions.no_such_version")
        return found

    async def _withdraw(self, session: AsyncSession, row: Solution) -> None:
        if row.published is not None:
            (await self.version(session, row.id, row.published)).state = "retired"

    async def _next_number(self, session: AsyncSession, solution_id: str) -> int:
        versions = await repository.versions(session, solution_id)
        return versions[0].number + 1 if versions else 1

    async def _index(self, session: AsyncSession, row: Solution, content: Content) -> None:
        await session.flush()
        await repository.replace_terms(session, row.id, rules.search_terms(content))


def _draft(row: Solution, content: dict[str, object], author_id: str | None, now: datetime) -> SolutionVersion:
    return SolutionVersion(
        solution_id=row.id,
        number=row.draft,
        state="draft",
        content=content,
        author_id=author_id,
        created_at=now,
    )
