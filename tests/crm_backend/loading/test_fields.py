from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from crm_backend.loading.fields import Locale, Money, Quantity, State, Time


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-02", datetime(2026, 11, 2, tzinfo=UTC)),
        ("2026/11/2", datetime(2026, 11, 2, tzinfo=UTC)),
        ("2026-11-02 09:30", datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
        ("2026-11-02T17:30:00+08:00", datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
        ("2026-11-02T09:30:00Z", datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
        (None, None),
        ("", None),
    ],
)
def test_times(written: str | None, meant: datetime | None) -> None:
    assert TypeAdapter(Time).validate_python(written) == meant


@pytest.mark.parametrize(("written", "meant"), [("1,299.00", "1299.00"), (5, "5"), (" 7.5 ", "7.5")])
def test_amounts(written: object, meant: str) -> None:
    assert TypeAdapter(Money).validate_python(written) == Decimal(meant)


@pytest.mark.parametrize(("written", "meant"), [("Canceled", "cancelled"), ("out-for delivery", "out_for_delivery")])
def test_states(written: str, meant: str) -> None:
    assert TypeAdapter(State).validate_python(written) == meant


@pytest.mark.parametrize(("written", "meant"), [("zh-CN", "zh"), ("en_US", "en"), (None, None)])
def test_locales(written: str | None, meant: str | None) -> None:
    assert TypeAdapter(Locale).validate_python(written) == meant


@pytest.mark.parametrize(("written", "meant"), [("3", 3), (2, 2), (None, 1)])
def test_quantities(written: object, meant: int) -> None:
    assert TypeAdapter(Quantity).validate_python(written) == meant
