"""Solutions and proposals as others see them. Pure."""

from collections.abc import Mapping

from crm_backend.kit import texts
from crm_backend.replies.wording import fill
from crm_backend.solutions import rules
from crm_backend.solutions.matching import Match, Reasons
from crm_backend.solutions.models import Proposal, Solution, SolutionVersion
from crm_backend.solutions.schemas import (
    Content,
    MatchView,
    ProposalView,
    ReasonsView,
    ShownProposal,
    SolutionSummary,
    SolutionView,
    VersionView,
)

_JOINS = {"en": ", ", "zh": "、"}
Facts = Mapping[str, Mapping[str, str]]


def content_of(version: SolutionVersion) -> Content:
    return Content.model_validate(version.content)


def summary(row: Solution, newest: SolutionVersion, facts: Facts) -> SolutionSummary:
    content = content_of(newest)
    titles = {language: fill(text.title, facts[language]) for language, text in content.texts.items()}
    return SolutionSummary(
        id=row.id,
        state=rules.state(row.published, row.publications),
        has_draft=row.draft is not None,
        titles=titles,
        needs=content.needs,
        helped=row.helped,
        failed=row.failed,
        updated_at=row.updated_at,
    )


def solution(row: Solution, published: SolutionVersion | None, draft: SolutionVersion | None) -> SolutionView:
    return SolutionView(
        id=row.id,
        state=rules.state(row.published, row.publications),
        revision=row.revision,
        published=content_of(published) if published else None,
        published_version=row.published,
        draft=content_of(draft) if draft else None,
        draft_version=row.draft,
        helped=row.helped,
        failed=row.failed,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def version(row: SolutionVersion) -> VersionView:
    return VersionView.model_validate(row, from_attributes=True)


def reasons(given: Reasons) -> ReasonsView:
    return ReasonsView(words=list(given.words), need=given.need, helped=given.helped, failed=given.failed)


def reason_sentences(given: ReasonsView, language: str) -> list[str]:
    """The reasons as a person of ours reads them."""
    told = []
    if given.words:
        told.append(texts.text("solutions.reason_words", language, words=_JOINS[language].join(given.words)))
    if given.need:
        told.append(texts.text("solutions.reason_need", language))
    if given.helped or given.failed:
        told.append(texts.text("solutions.reason_record", language, helped=given.helped, failed=given.failed))
    return told


def match(found: Match) -> MatchView:
    return MatchView(
        solution_id=found.solution_id, title=found.title, score=found.score, reasons=reasons(found.reasons)
    )


def proposal(row: Proposal, content: Content, facts: Facts) -> ProposalView:
    """With the facts of now, also when it is asked for again."""
    shown = rules.previews(content, facts)[row.language]
    need = row.need if row.need in content.needs else content.needs[0]
    return ProposalView(
        id=row.id,
        solution_id=row.solution_id,
        rank=row.rank,
        title=shown.title,
        body=shown.body,
        need=need,
        left=row.left,
    )


def shown_proposal(row: Proposal, content: Content, facts: Facts) -> ShownProposal:
    return ShownProposal(
        id=row.id,
        message_id=row.message_id,
        solution_id=row.solution_id,
        version=row.version,
        title=rules.previews(content, facts)[row.language].title,
        need=row.need,
        rank=row.rank,
        score=row.score,
        reasons=ReasonsView.model_validate(row.reasons),
        helped=row.helped,
        created_at=row.created_at,
        outcome_at=row.outcome_at,
    )
