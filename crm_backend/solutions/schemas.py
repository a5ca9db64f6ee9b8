"""Solutions as managers edit them, as customers are shown them, and what the report says of them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

Language = Literal["en", "zh"]
State = Literal["draft", "published", "retired"]
CaseKind = Literal["shown", "helped", "failed", "unmet", "passed_over"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
MessageId = Field(min_length=1, max_length=200, description="the message that asked for it: the idempotency key")


class Text(BaseModel):
    """What a solution says in one language. `title` is the customer's question; both may hold {facts}."""

    title: Line
    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
    phrasings: list[Line] = Field([], max_length=50, description="the question as customers put it")


class Content(BaseModel):
    """All that is edited of a solution. Its first need is the one it is listed under."""

    texts: dict[Language, Text] = Field(min_length=1)
    needs: list[str] = Field(min_length=1, max_length=20)
    products: list[str] = Field([], max_length=200, description="if any, it is proposed for these products only")


class SolutionSummary(BaseModel):
    """A line of the list. `titles` are those of the newest text, with facts filled."""

    id: str
    state: State
    has_draft: bool
    titles: dict[Language, str]
    needs: list[str]
    helped: int
    failed: int
    updated_at: datetime


class SolutionView(BaseModel):
    """A solution with all that is needed to edit it. `revision` goes back with every change."""

    id: str
    state: State
    revision: int
    published: Content | None
    published_version: int | None
    draft: Content | None
    draft_version: int | None
    helped: int
    failed: int
    created_at: datetime
    updated_at: datetime


class VersionView(BaseModel):
    """`author_id` None: as it ships."""

    number: int
    state: State
    content: Content
    author_id: str | None
    created_at: datetime
    published_at: datetime | None


class Preview(BaseModel):
    """What a customer would read."""

    title: str
    body: str


class ReasonsView(BaseModel):
    """Why it was ranked: words of the customer that it holds, the need if it is for it, what happened before."""

    words: list[str]
    need: str | None
    helped: int
    failed: int


class MatchView(BaseModel):
    """`score`: the chance that it fits, 0 to 1."""

    solution_id: str
    title: str
    score: float
    reasons: ReasonsView


class ProposeRequest(BaseModel):
    """`text`: what the customer asked, in their words. `products`: ids of the articles it is about.

    `least`: nothing that is less likely to fit is shown, where a wrong one would be worse than none.
    """

    need: str | None = Field(None, max_length=100)
    text: str = Field(max_length=16_000)
    message_id: str = MessageId
    products: list[str] = Field([], max_length=50)
    least: float = Field(0, ge=0, le=1)


class ProposalView(BaseModel):
    """A solution to show. `rank` counts what was shown before; `left`: how many more fit."""

    id: str
    solution_id: str
    rank: int
    title: str
    body: str
    need: str
    left: int


class OutcomeRequest(BaseModel):
    helped: bool
    message_id: str = MessageId


class OutcomeView(BaseModel):
    """`failures`: proposals of this conversation that did not help."""

    id: str
    helped: bool
    failures: int


class ShownProposal(BaseModel):
    """A proposal as staff see it in its conversation."""

    id: str
    message_id: str
    solution_id: str
    version: int
    title: str
    need: str | None
    rank: int
    score: float
    reasons: ReasonsView
    helped: bool | None
    created_at: datetime
    outcome_at: datetime | None


class Case(BaseModel):
    """One proposal, or one message that nothing fitted (no solution), or one solution passed over (no outcome)."""

    conversation_id: str
    solution_id: str | None
    need: str | None
    language: Language
    helped: bool | None = None
    created_at: datetime


class NeedReport(BaseModel):
    """A need and how its proposals fare. `unmet`: messages that nothing fitted."""

    need: str
    solutions: int
    proposed: int
    helped: int
    failed: int
    unmet: int


class SolutionReport(BaseModel):
    """What to write or mend next."""

    needs_without_solution: list[str]
    missing_language: dict[Language, list[str]] = Field(description="published solutions without a text in it")
    passed_over: dict[str, int] = Field(description="how often one was passed over for want of the language")
    failing_solutions: list[SolutionSummary] = Field(description="that fail more than they help, worst first")
    failing_needs: list[NeedReport] = Field(description="whose proposals fail or that go unmet, worst first")
    needs: list[NeedReport]


class SearchQuery(BaseModel):
    q: str = Field("", max_length=200)
    state: State | None = None
    need: str | None = Field(None, max_length=100)
    limit: int = Field(50, ge=1, le=200)


class SolutionList(BaseModel):
    solutions: list[SolutionSummary]
