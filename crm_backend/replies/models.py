"""Texts that were edited: which version is said, which is being written, and all there were."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm_backend.kit.db import Base


class EditedText(Base):
    """A reply or fact that somebody edited. Without a row, it is said as it ships."""

    __tablename__ = "edited_texts"

    name: Mapped[str] = mapped_column(primary_key=True)
    published: Mapped[int | None]  # number of the version that is said; None: as it ships
    draft: Mapped[int | None]
    revision: Mapped[int]  # raised by every change: who edits an older one is told
    publications: Mapped[int]  # how often what is said has changed; their sum tells the assistant to fetch


class EditedTextVersion(Base):
    """One wording of a text; a draft is overwritten until it is published, a published one never changes."""

    __tablename__ = "edited_text_versions"

    name: Mapped[str] = mapped_column(ForeignKey("edited_texts.name"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]  # draft | published | retired
    content: Mapped[dict[str, Any]]
    author_id: Mapped[str | None]  # who wrote it last
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
