"""Settings of this process, from the environment. Times are seconds."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


def _number(name: str, default: float) -> float:
    return float(os.environ.get(name) or default)


@dataclass(frozen=True)
class BotSettings:
    """Each is an environment variable RAPPORT_<NAME>, as the launcher sets it."""

    bot_token: str = field(default_factory=lambda: os.environ.get("RAPPORT_BOT_TOKEN", ""), repr=False)
    actions_token: str = field(default_factory=lambda: os.environ.get("RAPPORT_ACTIONS_TOKEN", ""), repr=False)
    crm_url: str = field(default_factory=lambda: os.environ.get("RAPPORT_CRM_URL") or "http://127.0.0.1:8080")
    actions_url: str = field(
        default_factory=lambda: os.environ.get("RAPPORT_ACTIONS_URL") or "http://127.0.0.1:5055/webhook"
    )
    turn_deadline: float = field(default_factory=lambda: _number("RAPPORT_TURN_DEADLINE", 3.0))
    action_deadline: float = field(default_factory=lambda: _number("RAPPORT_ACTION_DEADLINE", 2.5))
    ledger_deadline: float = field(default_factory=lambda: _number("RAPPORT_LEDGER_DEADLINE", 2.0))
    replies_deadline: float = field(default_factory=lambda: _number("RAPPORT_REPLIES_DEADLINE", 1.0))
    window: int = field(default_factory=lambda: int(_number("RAPPORT_TRACKER_EVENTS", 120)))  # events kept at least
    conversations: int = field(default_factory=lambda: int(_number("RAPPORT_TRACKERS", 2000)))  # in memory at most
    failpoint: str = field(default_factory=lambda: os.environ.get("RAPPORT_FAILPOINT", ""))
    data: Path = field(default_factory=lambda: Path(os.environ.get("RAPPORT_DATA") or "var"))
