from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.orders.money import to_minor, to_text


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "shown"),
    [
        ("1299.5", "CNY", 129950, "1299.50"),
        ("0", "USD", 0, "0.00"),
        ("1200", "JPY", 1200, "1200"),
        ("1.234", "KWD", 1234, "1.234"),
        ("1E+3", "CNY", 100000, "1000.00"),
    ],
)
def test_amounts_keep_their_currencys_decimals(amount: str, currency: str, minor: int, shown: str) -> None:
    assert to_minor(Decimal(amount), currency) == minor
    assert to_text(minor, currency) == shown


@pytest.mark.parametrize("amount", ["-1", "0.001", "NaN", "Infinity", "1E+30", "99999999999999999"])
def test_what_is_no_price_is_refused(amount: str) -> None:
    assert to_minor(Decimal(amount), "CNY") is None


@given(st.integers(0, 10**15), st.sampled_from(["CNY", "JPY", "KWD"]))
def test_shown_and_read_again_is_the_same(minor: int, currency: str) -> None:
    assert to_minor(Decimal(to_text(minor, currency)), currency) == minor
