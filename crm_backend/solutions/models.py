"""The solution base, what of it was proposed and what came of it, and where nothing fitted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_backend.kit.db import Base
from crm_backend.kit.ids import new_id


class Solution(Base):
    """An entry; what it says is in its versions."""

    __tablename__ = "solutions"

    id: Mapped[str] = mapped_column(primary_key=True)  # words and hyphens, chosen once
    published: Mapped[int | None]  # number of the version that is proposed
    draft: Mapped[int | None]
    revision: Mapped[int]  # raised by every edit: who edits an older one is told
    publications: Mapped[int]  # how often the published text has changed; their sum tells replicas to index anew
    seed: Mapped[str | None]  # fingerprint of the seed that it is as yet; None once a person has touched it
    helped: Mapped[int]
    failed: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class SolutionVersion(Base):
    """One wording of a solution; a draft is overwritten until it is published, a published one never changes."""

    __tablename__ = "solution_versions"

    solution_id: Mapped[str] = mapped_column(ForeignKey("solutions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]  # draft | published | retired
    content: Mapped[dict[str, Any]]  # solutions.schemas.Content
    author_id: Mapped[str | None]  # staff; None: as it ships
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class SolutionTerm(Base):
    """The search index: the terms of a solution's newest text. Kept by us, so that both stores find the same."""

    __tablename__ = "solution_terms"

    solution_id: Mapped[str] = mapped_column(ForeignKey("solutions.id"), primary_key=True)
    term: Mapped[str] = mapped_column(primary_key=True, index=True)
    weight: Mapped[int]


class Proposal(Base):
    """A solution as it was shown in a conversation. `rank`: its place among all that fitted at that moment."""

    __tablename__ = "proposals"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_id"),
        UniqueConstraint("conversation_id", "solution_id"),
        Index(None, "solution_id", "helped"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[str]  # what asked for it: the idempotency key
    solution_id: Mapped[str] = mapped_column(ForeignKey("solutions.id"))
    version: Mapped[int]
    language: Mapped[str]
    need: Mapped[str | None]
    rank: Mapped[int]
    left: Mapped[int]  # how many more fitted
    score: Mapped[float]
    reasons: Mapped[dict[str, Any]]
    helped: Mapped[bool | None]
    created_at: Mapped[datetime]
    outcome_at: Mapped[datetime | None]


class ProposalGap(Base):
    """A message that nothing fitted, or a solution passed over because it has no text in the language."""

    __tablename__ = "proposal_gaps"
    __table_args__ = (Index(None, "conversation_id", "message_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[str]
    solution_id: Mapped[str | None] = mapped_column(ForeignKey("solutions.id"))  # None: nothing fitted
    language: Mapped[str]
    need: Mapped[str | None]
    created_at: Mapped[datetime]
