"""Placeholders in texts, as the assistant fills them: {name}; `{{` and `}}` are braces. Pure."""

import re
from collections.abc import Mapping

_MARK = re.compile(r"\{\{|\}\}|\{(\w+)\}")


def placeholders(text: str) -> frozenset[str]:
    """The names that the text asks for."""
    return frozenset(mark[1] for mark in _MARK.finditer(text) if mark[1])


def has_stray_brace(text: str) -> bool:
    """Whether a brace belongs to no placeholder, so that the customer would see it."""
    rest = _MARK.sub("", text)
    return "{" in rest or "}" in rest


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values known; other placeholders stay as they are. What is filled in is not looked at again."""
    return _MARK.sub(lambda mark: values.get(mark[1], mark[0]) if mark[1] else mark[0][0], text)
