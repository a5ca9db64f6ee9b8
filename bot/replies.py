"""Replies and facts as managers edited them, fetched from the CRM when a turn says that there are newer ones."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from typing import Any, NamedTuple

import aiohttp

from bot.placeholders import names
from bot.settings import BotSettings

logger = logging.getLogger(__name__)
Variant = dict[str, Any]
_PATIENCE = 2.0  # seconds before the CRM is asked again after a failure, so that a turn is not held up twice
_NOT_YET = -1


class Edited(NamedTuple):
    """`replies`: the variants of each edited response; `facts`: what placeholders stand for, by language."""

    version: int
    replies: dict[str, list[Variant]]
    facts: dict[str, dict[str, str]]


class EditedReplies:
    """What was fetched last. A failure to fetch never fails a turn: the assistant says what it has."""

    def __init__(self, settings: BotSettings) -> None:
        self._address = settings.crm_url.rstrip("/") + "/api/bot/replies"
        self._headers = {"Authorization": f"Bearer {settings.bot_token}"}
        self._deadline = aiohttp.ClientTimeout(total=settings.replies_deadline)
        self._kept = Edited(_NOT_YET, {}, {})
        self._one_at_a_time = asyncio.Lock()
        self._not_before = 0.0

    async def of(self, version: object) -> Edited:
        """The texts of at least this version, if they can be had."""
        if not self._is_newer(version):
            return self._kept
        async with self._one_at_a_time:
            if self._is_newer(version) and time.monotonic() >= self._not_before:
                await self._fetch()
        return self._kept

    def _is_newer(self, version: object) -> bool:
        return isinstance(version, int) and version > self._kept.version

    async def _fetch(self) -> None:
        try:
            http = aiohttp.ClientSession(headers=self._headers, timeout=self._deadline)
            async with http, http.get(self._address) as answer:
                answer.raise_for_status()
                body = await answer.json()
            self._kept = Edited(int(body["version"]), dict(body["replies"]), dict(body["facts"]))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, KeyError, TypeError, ValueError) as error:
            self._not_before = time.monotonic() + _PATIENCE
            logger.warning("Edited replies could not be fetched: %s %s", type(error).__name__, error)


def worded(name: str, variants: list[Variant], edited: Edited) -> list[Variant]:
    """The variants of a response with their edited words; one that no longer fits its response is left out."""
    replacements = _numbered(edited.replies.get(name, []))
    return [_worded(name, one, replacements.get(key), edited) for key, one in _numbered(variants).items()]


def _numbered(variants: list[Variant]) -> dict[tuple[str | None, str | None, int], Variant]:
    """By language and strategy, and the number among those that have the same."""
    seen: Counter[tuple[str | None, str | None]] = Counter()
    found = {}
    for variant in variants:
        about = variant.get("metadata") or variant
        key = (about.get("language"), about.get("strategy"))
        found[(*key, seen[key])] = variant
        seen[key] += 1
    return found


def _worded(name: str, variant: Variant, edit: Variant | None, edited: Edited) -> Variant:
    if edit is None:
        return variant
    facts = set(edited.facts.get(str(edit.get("language")), {}))
    text = str(edit.get("text"))
    if names(text) - facts != names(str(variant.get("text"))) - facts:
        logger.error("An edited %s asks for other values than the response has now. It is said as it ships.", name)
        return variant
    titles = {button["payload"]: button["title"] for button in edit.get("buttons") or []}
    buttons = [
        {**button, "title": titles.get(button.get("payload"), button.get("title"))}
        for button in variant.get("buttons") or []
    ]
    return {**variant, "text": text, **({"buttons": buttons} if buttons else {})}
