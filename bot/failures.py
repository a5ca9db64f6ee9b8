"""How a turn fails."""

from __future__ import annotations


class TurnFailed(BaseException):
    """Ends the turn, whatever Rasa was doing; `code` is the one that the CRM reads.

    Not an Exception: Rasa swallows every Exception of an action, and the customer would get silence.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class BadRequest(Exception):
    """What the CRM sent is not a turn."""
