"""Filling {name} in responses. What is filled in is never looked at again, so a template in it stays text."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

logger = logging.getLogger(__name__)
_MARK = re.compile(r"\{\{|\}\}|\{(\w+)\}")


def filled(part: Any, values: dict[str, Any], as_json: bool = False) -> Any:
    """A response's text, buttons or custom part with its placeholders filled; `{{` is a brace.

    Values in a button's payload are escaped for the JSON around them; one that is missing or None is left out.
    """
    if isinstance(part, dict):
        return {key: filled(value, values, key == "payload") for key, value in part.items()}
    if isinstance(part, list):
        return [filled(value, values) for value in part]
    if not isinstance(part, str):
        return part
    doubled = "{{" in part  # otherwise a payload's braces are single ones, also two in a row
    return _MARK.sub(lambda mark: _one(mark, values, as_json, doubled), part)


def names(text: str) -> set[str]:
    """The names of the placeholders in a text."""
    return {mark[1] for mark in _MARK.finditer(text) if mark[1]}


def _one(mark: re.Match[str], values: dict[str, Any], as_json: bool, doubled: bool) -> str:
    name = mark[1]
    if name is None:
        return mark[0][0] if doubled else mark[0]
    if name not in values:
        logger.error("A response asks for {%s}, which is neither a slot nor given by the action.", name)
    value = values.get(name)
    text = "" if value is None else str(value)
    return json.dumps(text, ensure_ascii=False)[1:-1] if as_json else text
