"""Showing customers a solution, then the next, and keeping what came of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.service import ConversationService
from crm_backend.errors import NotFound, RapportError
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database
from crm_backend.solutions import repository, views
from crm_backend.solutions.fusing import FITS
from crm_backend.solutions.index import Index, Published
from crm_backend.solutions.matching import Asked, Match
from crm_backend.solutions.models import Proposal, ProposalGap
from crm_backend.solutions.schemas import OutcomeView, ProposalView, ProposeRequest


class Proposer:
    """Ranks outside any writing transaction, then writes under the lock of the conversation."""

    def __init__(self, clock: Clock, conversations: ConversationService, index: Index) -> None:
        self._clock = clock
        self._conversations = conversations
        self._index = index

    async def propose(self, database: Database, conversation_id: str, wish: ProposeRequest) -> ProposalView:
        """The best that fits and was not shown yet; the same message gets the same. NotFound when none is left."""
        async with database.reading() as session:
            language = (await self._conversations.get(session, conversation_id)).language
            published = await self._index.current(session)
            records = await repository.records(session)
        asked = Asked(wish.text, language, wish.need, wish.products)
        compare = published.matcher.match  # in a thread: thousands of characters take too long for the event loop
        ranked = await asyncio.to_thread(compare, asked, len(published.contents), records)
        fitting = [match for match in ranked if match.score >= max(FITS, wish.least)]
        async with database.transaction() as session:
            shown = await self._show(session, conversation_id, wish, language, published, fitting)
        if isinstance(shown, RapportError):
            raise shown
        return shown

    async def _show(
        self,
        session: AsyncSession,
        conversation_id: str,
        wish: ProposeRequest,
        language: str,
        published: Published,
        fitting: Sequence[Match],
    ) -> ProposalView | RapportError:
        """An error is returned, so that what is noted with it is committed."""
        await self._conversations.lock(session, conversation_id)
        shown = await repository.proposals(session, conversation_id)
        for row in shown:
            if row.message_id == wish.message_id:
                return await self._again(session, row, published)
        seen = {row.solution_id for row in shown}
        unseen = [(rank, match) for rank, match in enumerate(fitting, 1) if match.solution_id not in seen]
        await self._note_gaps(session, conversation_id, wish, language, published, nothing=not fitting)
        if not unseen:
            return NotFound("solutions.none_left")
        rank, match = unseen[0]
        row = self._proposal(conversation_id, wish, language, match)
        row.version, row.rank, row.left = published.versions[match.solution_id], rank, len(unseen) - 1
        session.add(row)
        await session.flush()
        return views.proposal(row, published.contents[row.solution_id], published.facts)

    def _proposal(self, conversation_id: str, wish: ProposeRequest, language: str, match: Match) -> Proposal:
        return Proposal(
            conversation_id=conversation_id,
            message_id=wish.message_id,
            solution_id=match.solution_id,
            language=language,
            need=wish.need,
            score=match.score,
            reasons=asdict(match.reasons),
            created_at=self._clock(),
        )

    async def _again(self, session: AsyncSession, row: Proposal, published: Published) -> ProposalView:
        version = await repository.version(session, row.solution_id, row.version)
        if version is None:
            raise NotFound("solutions.no_such_version")
        return views.proposal(row, views.content_of(version), published.facts)

    async def _note_gaps(
        self,
        session: AsyncSession,
        conversation_id: str,
        wish: ProposeRequest,
        language: str,
        published: Published,
        *,
        nothing: bool,
    ) -> None:
        """For the report: that nothing fitted, and what was passed over because it is not there in the language."""
        if await repository.has_gaps(session, conversation_id, wish.message_id):
            return
        passed = [
            solution_id
            for solution_id, content in published.contents.items()
            if wish.need in content.needs and language not in content.texts
        ]
        now = self._clock()
        for solution_id in [*([None] if nothing else []), *passed]:
            session.add(
                ProposalGap(
                    conversation_id=conversation_id,
                    message_id=wish.message_id,
                    solution_id=solution_id,
                    language=language,
                    need=wish.need,
                    created_at=now,
                )
            )
        await session.flush()

    async def outcome(self, session: AsyncSession, conversation_id: str, proposal_id: str, helped: bool) -> OutcomeView:
        """What the customer said of it. Saying the same again changes nothing; the last word counts."""
        row = await repository.proposal(session, conversation_id, proposal_id)
        if row is None:
            raise NotFound("solutions.proposal_not_found")
        if row.helped is not helped:
            before = row.helped
            row.helped, row.outcome_at = helped, self._clock()
            await session.flush()
            await repository.count_outcome(
                session,
                row.solution_id,
                helped=(helped is True) - (before is True),
                failed=(helped is False) - (before is False),
            )
        failures = sum(one.helped is False for one in await repository.proposals(session, conversation_id))
        return OutcomeView(id=row.id, helped=helped, failures=failures)
