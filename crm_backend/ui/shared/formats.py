"""How figures and times are written for people. Pure."""

from datetime import datetime
from decimal import Decimal

from crm_backend.kit.texts import text


def duration(seconds: float, language: str) -> str:
    """A length of time in its largest unit, with the next one below while hours are few: "2 h 5 min"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return text("console.seconds", language, n=whole)
    if whole < 3600:
        return text("console.minutes", language, n=whole // 60)
    if whole < 86_400:
        hours = text("console.hours", language, n=whole // 3600)
        minutes = whole % 3600 // 60
        return f"{hours} {text('console.minutes', language, n=minutes)}" if minutes else hours
    return text("console.days", language, n=whole // 86_400)


def since(moment: datetime, now: datetime, language: str) -> str:
    return duration((now - moment).total_seconds(), language)


def plain_time(moment: datetime) -> str:
    """UTC, for readers without a script; the page's script writes it in the reader's zone."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def percent(share: float | None) -> str:
    """0.934 → 93 %."""
    return "–" if share is None else f"{share:.0%}".replace("%", " %")


def milliseconds(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value / 1000:.1f} s" if value >= 1000 else f"{value:.0f} ms"


_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥"}


def money(amount: str, currency: str) -> str:
    """("1557.00", "USD") → $1,557.00; a currency without a sign of its own is named."""
    return f"{_SIGNS.get(currency, f'{currency} ')}{Decimal(amount):,.2f}"
