"""What the forms of the console have in common: large texts, and lines in a text field."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from multidict import MultiDictProxy

from crm_backend.errors import TooLarge
from crm_backend.ui.console.desk import field

LARGEST = 1024 * 1024  # bytes: two long texts with their phrasings, each Chinese character sent as nine bytes


async def long_form(request: web.Request) -> MultiDictProxy[Any]:
    """The fields of a form that may be longer than a chat message. TooLarge beyond a megabyte."""
    try:
        return await request.clone(client_max_size=LARGEST).post()
    except web.HTTPRequestEntityTooLarge:
        raise TooLarge("web.body_too_large", limit=LARGEST) from None


def text_of(form: Mapping[str, Any], name: str) -> str:
    """A field as typed, with the line ends of ours: browsers send theirs."""
    return field(form, name).replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str) -> list[str]:
    """The lines that hold something, without spaces around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def number_of(form: Mapping[str, Any], name: str) -> int:
    """A whole number of a form; 0 for anything else."""
    given = field(form, name)
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
