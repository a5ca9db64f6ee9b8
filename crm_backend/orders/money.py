"""Amounts: stored in the smallest unit of their currency (ISO 4217), shown as decimals."""

from decimal import Decimal

_PLACES = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
LARGEST_MINOR = 10**15


def places(currency: str) -> int:
    """How many decimals a currency has."""
    return _PLACES.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int | None:
    """1299.50 CNY is 129950; None if it has more decimals than its currency, is negative or beyond all prices."""
    if not amount.is_finite() or amount < 0 or amount.adjusted() > 16:
        return None
    minor = amount.scaleb(places(currency))
    whole = minor.to_integral_value()
    return int(whole) if minor == whole and whole <= LARGEST_MINOR else None


def to_text(minor: int, currency: str) -> str:
    """129950 CNY is "1299.50"."""
    return f"{Decimal(minor).scaleb(-places(currency)):.{places(currency)}f}"
