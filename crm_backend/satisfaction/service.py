"""CSAT surveys: asked once a conversation, answered or expired; a later rating replaces the earlier one."""

from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.events import CommentGiven, FeedbackGiven, RatingGiven, SurveyAsked
from crm_backend.conversations.schemas import SurveyView
from crm_backend.errors import Invalid
from crm_backend.kit.clock import Clock
from crm_backend.kit.events import Events
from crm_backend.satisfaction import repository, rules
from crm_backend.satisfaction.models import CsatSurvey, Feedback
from crm_backend.satisfaction.schemas import FeedbackView
from crm_backend.settings import Settings


class SatisfactionService:
    """Keeps what customers said, and nothing that we inferred."""

    def __init__(self, settings: Settings, clock: Clock, events: Events) -> None:
        self._settings = settings
        self._clock = clock
        events.subscribe(SurveyAsked, self._asked)
        events.subscribe(RatingGiven, self._rated)
        events.subscribe(CommentGiven, self._commented)
        events.subscribe(FeedbackGiven, self._feedback)

    async def of(self, session: AsyncSession, conversation_ids: Sequence[str]) -> dict[str, SurveyView]:
        """The survey of each conversation that has one."""
        rows = await repository.of_conversations(session, conversation_ids)
        return {row.conversation_id: SurveyView.model_validate(row, from_attributes=True) for row in rows}

    async def feedback(
        self,
        session: AsyncSession,
        conversation_id: str | None = None,
        *,
        about: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[FeedbackView]:
        """What customers said, newest first: in one conversation, or in all; of one kind, or of all."""
        rows = await repository.feedback(session, conversation_id, about, limit, offset)
        return [FeedbackView.model_validate(row, from_attributes=True) for row in rows]

    async def awaits_words(self, session: AsyncSession, conversation_id: str) -> bool:
        """Whether a text after the close may still belong to the survey."""
        survey = await repository.of_conversation(session, conversation_id)
        if survey is None:
            return False
        since = survey.answered_at or survey.asked_at
        lasts = self._settings.survey_afterword
        return rules.awaits_words(
            survey.state, survey.comment, since, survey.expires_at, self._clock(), afterword=lasts
        )

    async def expire(self, session: AsyncSession) -> int:
        """End the surveys that nobody answered in time; returns how many."""
        return await repository.expire(session, self._clock())

    async def _asked(self, session: AsyncSession, event: SurveyAsked) -> None:
        if await repository.of_conversation(session, event.conversation_id) is not None:
            return
        now = self._clock()
        lifetime = timedelta(seconds=self._settings.survey_lifetime)
        session.add(
            CsatSurvey(conversation_id=event.conversation_id, state="asked", asked_at=now, expires_at=now + lifetime)
        )
        await session.flush()

    async def _rated(self, session: AsyncSession, event: RatingGiven) -> None:
        if not rules.is_rating(event.rating):
            raise Invalid("satisfaction.rating_out_of_range", lowest=rules.LOWEST, highest=rules.HIGHEST)
        survey = await repository.of_conversation(session, event.conversation_id)
        if survey is not None:
            survey.state, survey.rating, survey.answered_at = "answered", event.rating, self._clock()

    async def _commented(self, session: AsyncSession, event: CommentGiven) -> None:
        survey = await repository.of_conversation(session, event.conversation_id)
        if survey is not None:
            survey.comment = event.comment

    async def _feedback(self, session: AsyncSession, event: FeedbackGiven) -> None:
        said = event.text.strip()
        if said:
            row = Feedback(conversation_id=event.conversation_id, about=event.about, text=said, given_at=self._clock())
            session.add(row)
            await session.flush()


SATISFACTION = web.AppKey("satisfaction", SatisfactionService)
