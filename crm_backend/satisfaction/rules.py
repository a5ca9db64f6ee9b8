"""What a rating is, and how long words after the close may belong to the survey."""

from datetime import datetime

LOWEST, HIGHEST = 1, 5


def is_rating(value: int) -> bool:
    return LOWEST <= value <= HIGHEST


def awaits_words(
    state: str, comment: str | None, since: datetime, expires_at: datetime, now: datetime, *, afterword: float
) -> bool:
    """A survey that is asked, or was just answered without a comment, may still get a text. `afterword`: seconds."""
    if state == "expired" or comment is not None or now >= expires_at:
        return False
    return (now - since).total_seconds() <= afterword
