"""What a customer may send, decided before anything is stored."""

import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from crm_backend.errors import Invalid, TooLarge

_KEPT = "\n\t"


def clean_text(text: str, limit: int) -> str:
    """The text to store: line ends as \\n, control characters dropped. `limit` counts characters.

    Text is only ever data: markup, payloads and templates pass through unchanged.
    """
    if "\0" in text:
        raise Invalid("chat.text_unreadable")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cs")).strip()
    if not kept.strip("\u200b\u200c\u200d\u2060\ufeff\ufe0f "):
        raise Invalid("chat.text_empty")
    if len(kept) > limit:
        raise TooLarge("chat.text_too_long", limit=limit, length=len(kept))
    return kept


def origin_allowed(origin: str | None, host: str, allowed: Sequence[str]) -> bool:
    """May a page of this origin hold the chat? Our own may, and all may while no list is set."""
    if not allowed or origin is None:
        return True
    return urlsplit(origin).netloc == host or origin.rstrip("/") in {entry.rstrip("/") for entry in allowed}
