"""A handoff as staff see it."""

from datetime import datetime

from pydantic import BaseModel


class HandoffView(BaseModel):
    """requested → accepted → returned or resolved."""

    id: str
    reason: str
    requested_at: datetime
    accepted_at: datetime | None
    agent: str | None
    first_reply_at: datetime | None
    ended_at: datetime | None
    end: str | None
