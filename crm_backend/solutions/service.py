"""The solution base: writing it, finding in it, proposing from it, and what came of that. The only door to it."""

from collections.abc import Collection, Mapping
from pathlib import Path

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.service import ConversationService
from crm_backend.errors import Forbidden, Invalid, NotFound
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database
from crm_backend.orders.service import OrderService
from crm_backend.replies.service import ReplyService
from crm_backend.solutions import cases, repository, rules, views
from crm_backend.solutions.editing import Editor
from crm_backend.solutions.index import Index
from crm_backend.solutions.matching import Asked, Matcher
from crm_backend.solutions.models import Solution
from crm_backend.solutions.proposing import Proposer
from crm_backend.solutions.reporting import report
from crm_backend.solutions.schemas import (
    Case,
    CaseKind,
    Content,
    MatchView,
    OutcomeView,
    Preview,
    ProposalView,
    ProposeRequest,
    ShownProposal,
    SolutionReport,
    SolutionSummary,
    SolutionView,
    State,
    VersionView,
)
from crm_backend.solutions.searching import search
from crm_backend.solutions.seeds import FOLDER, read_seeds
from crm_backend.staff.rules import may
from crm_backend.staff.schemas import StaffView


class SolutionService:
    """Every person of ours may read and search; managers and admins write (Forbidden for others).

    `base` is the revision that the editor saw: whoever edits an older one gets a Conflict, and nothing is written.
    """

    def __init__(
        self,
        clock: Clock,
        conversations: ConversationService,
        orders: OrderService,
        replies: ReplyService,
        needs: Mapping[str, bool],
    ) -> None:
        """`needs`: the names of all needs, and whether a solution could settle one."""
        self._orders = orders
        self._replies = replies
        self._needs = needs
        self._index = Index(replies)
        self._editor = Editor(clock)
        self._proposer = Proposer(clock, conversations, self._index)

    async def load_seeds(self, session: AsyncSession, folder: Path = FOLDER) -> int:
        """Fill an empty store with what ships; later, follow seeds that changed and that nobody has edited here."""
        return await self._editor.follow_seeds(session, read_seeds(folder))

    async def search(
        self,
        session: AsyncSession,
        words: str = "",
        *,
        state: State | None = None,
        need: str | None = None,
        limit: int = 50,
    ) -> list[SolutionSummary]:
        """Solutions whose newest text holds all the words, best first; without words all of them, by id."""
        found = await search(session, words, await self._replies.facts(session))
        fitting = [one for one in found if state in (None, one.state) and (need is None or need in one.needs)]
        return fitting[:limit]

    async def matches(
        self,
        session: AsyncSession,
        text: str,
        language: str,
        *,
        need: str | None = None,
        products: Collection[str] = (),
        limit: int = 5,
    ) -> list[MatchView]:
        """What would be proposed to somebody who wrote this, best first, with scores and reasons; stores nothing."""
        published, records = await self._index.current(session), await repository.records(session)
        found = published.matcher.match(Asked(text, language, need, products), limit, records)
        return [views.match(match) for match in found]

    async def get(self, session: AsyncSession, solution_id: str) -> SolutionView:
        row = await self._row(session, solution_id)
        published = await self._editor.version(session, row.id, row.published) if row.published else None
        draft = await self._editor.version(session, row.id, row.draft) if row.draft else None
        return views.solution(row, published, draft)

    async def create(self, session: AsyncSession, solution_id: str, content: Content, by: StaffView) -> SolutionView:
        """A new solution as a draft. Its id (words and hyphens) is chosen once."""
        await self._check(session, content, by)
        await self._editor.create(session, solution_id, content, by.id)
        return await self.get(session, solution_id)

    async def save_draft(
        self, session: AsyncSession, solution_id: str, content: Content, base: int, by: StaffView
    ) -> SolutionView:
        """Keep a wording without proposing it."""
        await self._check(session, content, by)
        row = await self._editor.claim(session, solution_id, base)
        await self._editor.write(session, row, content, by.id)
        return await self.get(session, solution_id)

    async def discard_draft(self, session: AsyncSession, solution_id: str, base: int, by: StaffView) -> SolutionView:
        """Conflict if nothing would be left."""
        _require_manager(by)
        await self._editor.discard(session, await self._editor.claim(session, solution_id, base))
        return await self.get(session, solution_id)

    async def preview(
        self, session: AsyncSession, solution_id: str, content: Content | None = None
    ) -> dict[str, Preview]:
        """What a customer would read, by language: the given wording, else the draft, else what is published."""
        view = await self.get(session, solution_id)
        shown = content or view.draft or view.published
        if shown is None:
            raise NotFound("solutions.no_such_version")
        return rules.previews(shown, await self._replies.facts(session))

    async def publish(self, session: AsyncSession, solution_id: str, base: int, by: StaffView) -> SolutionView:
        """Propose the draft from now on; what was published before is kept as a version."""
        _require_manager(by)
        row = await self._editor.claim(session, solution_id, base)
        if row.draft is not None:
            draft = await self._editor.version(session, row.id, row.draft)
            await self._check(session, views.content_of(draft), by)
        await self._editor.publish(session, row, by.id)
        return await self.get(session, solution_id)

    async def retire(self, session: AsyncSession, solution_id: str, base: int, by: StaffView) -> SolutionView:
        """Propose it no longer. Publishing a draft or a restored version brings it back."""
        _require_manager(by)
        await self._editor.retire(session, await self._editor.claim(session, solution_id, base))
        return await self.get(session, solution_id)

    async def versions(self, session: AsyncSession, solution_id: str) -> list[VersionView]:
        """Newest first."""
        row = await self._row(session, solution_id)
        return [views.version(version) for version in await repository.versions(session, row.id)]

    async def restore(
        self, session: AsyncSession, solution_id: str, number: int, base: int, by: StaffView
    ) -> SolutionView:
        """An older version as the draft, to be published or edited."""
        _require_manager(by)
        row = await self._editor.claim(session, solution_id, base)
        content = views.content_of(await self._editor.version(session, row.id, number))
        await self._editor.write(session, row, content, by.id)
        return await self.get(session, solution_id)

    async def propose(self, database: Database, conversation_id: str, wish: ProposeRequest) -> ProposalView:
        """The best that fits and was not shown in the conversation; the same message gets the same.

        Takes its own transactions. NotFound (solutions.none_left) when nothing more fits.
        """
        return await self._proposer.propose(database, conversation_id, wish)

    async def record_outcome(
        self, session: AsyncSession, conversation_id: str, proposal_id: str, helped: bool
    ) -> OutcomeView:
        """What the customer said of a proposal, counted once."""
        return await self._proposer.outcome(session, conversation_id, proposal_id, helped)

    async def proposals(self, session: AsyncSession, conversation_id: str) -> list[ShownProposal]:
        """What was shown in a conversation, why, and what came of it, oldest first."""
        facts = await self._replies.facts(session)
        shown = []
        for row in await repository.proposals(session, conversation_id):
            version = await self._editor.version(session, row.solution_id, row.version)
            shown.append(views.shown_proposal(row, views.content_of(version), facts))
        return shown

    async def report(self, session: AsyncSession) -> SolutionReport:
        """What is missing, and what does not work."""
        return await report(session, self._needs, await self._replies.facts(session))

    async def shown(self, session: AsyncSession) -> dict[str, int]:
        """How often each solution was shown, by its id."""
        return await cases.shown(session)

    async def cases(
        self,
        session: AsyncSession,
        kind: CaseKind,
        *,
        need: str | None = None,
        solution_id: str | None = None,
        limit: int = 200,
    ) -> list[Case]:
        """What a figure counts, newest first."""
        return await cases.cases(session, kind, need, solution_id, limit)

    async def matcher(self, session: AsyncSession) -> Matcher:
        """Over all that is published, without the record of what helped."""
        return (await self._index.current(session)).matcher

    async def uses_of_facts(self, session: AsyncSession) -> dict[str, list[str]]:
        """The ids of the solutions that ask for a fact, by its name."""
        return await cases.uses_of_facts(session)

    async def _row(self, session: AsyncSession, solution_id: str) -> Solution:
        row = await repository.solution(session, solution_id)
        if row is None:
            raise NotFound("solutions.not_found")
        return row

    async def _check(self, session: AsyncSession, content: Content, by: StaffView) -> None:
        _require_manager(by)
        rules.check(content, self._needs, await self._replies.facts(session))
        known = await self._orders.products(session, content.products)
        unknown = [product for product in content.products if product not in known]
        if unknown:
            raise Invalid("solutions.product_unknown", product=unknown[0])


def _require_manager(by: StaffView) -> None:
    if not may(by.role, "manager"):
        raise Forbidden("staff.role_needed")


SOLUTIONS = web.AppKey("solutions", SolutionService)
