"""What customers said, as staff read it."""

from datetime import datetime

from pydantic import BaseModel


class FeedbackView(BaseModel):
    id: str
    conversation_id: str
    about: str
    text: str
    given_at: datetime
