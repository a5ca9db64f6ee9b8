"""Rates towards customers: per session, and per network address."""

import time
from collections.abc import Callable

from crm_backend.channels.rates import Rate, Rates
from crm_backend.errors import TooMany
from crm_backend.settings import Settings

_SECONDS_OF_SESSIONS_AT_ONCE = 5


class Gate:
    """Lets a message or a new session in, or says when to try again."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._messages = Rates(Rate(settings.session_burst, settings.session_messages_per_second))
        self._addresses = Rates(Rate(settings.address_burst, settings.address_messages_per_second))
        sessions = settings.sessions_per_address_per_second
        self._sessions = Rates(Rate(max(1.0, sessions * _SECONDS_OF_SESSIONS_AT_ONCE), sessions))

    def message(self, identity_id: str, address: str) -> None:
        """TooMany if this session, or all of its network address, sends too fast."""
        now = self._now()
        _refuse(self._messages.take(identity_id, now) or self._addresses.take(address, now))

    def session(self, address: str) -> None:
        """TooMany if this network address opens too many sessions."""
        _refuse(self._sessions.take(address, self._now()))


def _refuse(wait: int) -> None:
    if wait:
        raise TooMany("chat.too_fast", retry_after=wait)
