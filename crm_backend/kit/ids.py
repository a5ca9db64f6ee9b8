"""Identifiers: 12 hex digits of the time in ms, then 80 random bits: sorted by age, not to be guessed."""

import secrets
import time


def new_id() -> str:
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"
