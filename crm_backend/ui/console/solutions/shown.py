"""A solution as a customer sees it in the chat: in the words in which the assistant shows it. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from crm_backend.replies.schemas import Content as Reply
from crm_backend.replies.schemas import ReplyContent, Variant
from crm_backend.replies.wording import fill
from crm_backend.solutions.rules import previews
from crm_backend.solutions.schemas import Content

WORDING = "utter_solution"  # what the assistant says when it shows one


class Shown(NamedTuple):
    """A message with its buttons, and the question by itself."""

    title: str
    text: str
    buttons: list[str]


def shown_in_chat(content: Content, wording: Reply, facts: Mapping[str, Mapping[str, str]]) -> dict[str, Shown]:
    """By language."""
    return {
        language: _shown(preview.title, preview.body, _variant(wording, language), facts[language])
        for language, preview in previews(content, facts).items()
    }


def _shown(title: str, body: str, wording: Variant, facts: Mapping[str, str]) -> Shown:
    values = {**facts, "title": title, "body": body}
    return Shown(title, fill(wording.text, values), [fill(button.title, values) for button in wording.buttons])


def _variant(wording: Reply, language: str) -> Variant:
    variants = wording.variants if isinstance(wording, ReplyContent) else []
    return next(one for one in variants if one.language == language)
