"""The assistant's replies and the facts of the business, as managers edit them and the assistant fetches them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

Kind = Literal["reply", "fact"]
VersionState = Literal["draft", "published", "retired"]


class Button(BaseModel):
    """What it sends (`payload`) belongs to the dialogue: only the title can be edited."""

    title: str = Field(max_length=200)
    payload: str = Field(max_length=2000)


class Variant(BaseModel):
    """A reply in one language, and of one strategy if it has one."""

    language: Literal["en", "zh"]
    strategy: str | None = None
    text: str = Field(max_length=4000)
    buttons: list[Button] = []


class ReplyContent(BaseModel):
    """All variants of a reply, in the order of the domain file."""

    kind: Literal["reply"] = "reply"
    variants: list[Variant]


class FactContent(BaseModel):
    """What {name} stands for in each language."""

    kind: Literal["fact"] = "fact"
    en: str = Field(max_length=500)
    zh: str = Field(max_length=500)


Content = ReplyContent | FactContent


class Original(BaseModel):
    """A text as it ships. `means`: what a fact is, for whoever edits it, by language; empty for a reply."""

    name: str
    means: dict[str, str] = {}
    content: Content = Field(discriminator="kind")


class TextSummary(BaseModel):
    """One line of the list. `text` is what is said now, in both languages."""

    name: str
    kind: Kind
    means: dict[str, str]
    text: dict[str, str]
    edited: bool
    has_draft: bool


class TextView(BaseModel):
    """A text with all that is needed to edit it. `revision` goes back with every change."""

    name: str
    kind: Kind
    means: dict[str, str]
    original: Content
    published: Content
    draft: Content | None
    published_version: int = Field(description="0: as it ships")
    draft_version: int | None
    revision: int
    placeholders: dict[str, list[str]] = Field(description="by language, what the reply must ask for")


class TextVersionView(BaseModel):
    """`number` 0 is the text as it ships."""

    number: int
    state: VersionState
    author_id: str | None
    created_at: datetime | None
    published_at: datetime | None
    content: Content


class AssistantTexts(BaseModel):
    """What was edited and published, for the assistant. `facts` by language; edited or not, all of them."""

    version: int
    replies: dict[str, list[Variant]]
    facts: dict[str, dict[str, str]]
