"""A handoff as staff see it."""

from datetime import datetime

from pydantic import BaseModel


class HandoffView(BaseModel):
    """requested → accepted → returned or resolved. `gathered`: what the assistant found out before."""

    id: str
    reason: str
    gathered: dict[str, str] | None
    requested_at: datetime
    accepted_at: datetime | None
    agent: str | None
    first_reply_at: datetime | None
    ended_at: datetime | None
    end: str | None
