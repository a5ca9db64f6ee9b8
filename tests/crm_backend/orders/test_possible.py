from datetime import UTC, datetime, timedelta

import pytest

from crm_backend.orders import possible, rules
from crm_backend.orders.possible import Standing, Terms, why_not

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TERMS = Terms(return_days=15, exchange_days=7, warranty_months=12)
BEFORE = ["placed", "paid", "packed"]


def delivered(days_ago: float, *requested: str) -> Standing:
    return Standing("delivered", NOW - timedelta(days=days_ago), frozenset(requested))


@pytest.mark.parametrize("operation", ["cancel_order", "change_address", "change_items", "change_time"])
def test_what_is_still_in_the_house_can_be_changed(operation: str) -> None:
    may = [state for state in rules.STATES if why_not(operation, Standing(state, None), TERMS, NOW) is None]
    assert may == BEFORE


@pytest.mark.parametrize("operation", ["request_return", "request_exchange", "request_repair"])
def test_only_what_has_arrived_can_come_back(operation: str) -> None:
    may = [state for state in rules.STATES if why_not(operation, Standing(state, None), TERMS, NOW) is None]
    assert may == ["delivered"]


@pytest.mark.parametrize(
    ("operation", "last", "first_too_late"),
    [("request_return", 16, 16.1), ("request_exchange", 8, 8.1), ("request_repair", 366, 366.1)],
)
def test_each_has_its_deadline(operation: str, last: float, first_too_late: float) -> None:
    assert why_not(operation, delivered(last), TERMS, NOW) is None
    assert why_not(operation, delivered(first_too_late), TERMS, NOW) == "too_late"


def test_without_a_date_of_delivery_staff_decide() -> None:
    assert why_not("request_return", Standing("delivered", None), TERMS, NOW) is None


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    leap_day = datetime(2028, 2, 29, 8, tzinfo=UTC)
    assert possible.deadline("request_repair", leap_day, TERMS) == datetime(2029, 3, 1, 8, tzinfo=UTC)


def test_nothing_is_asked_for_twice() -> None:
    assert why_not("request_return", delivered(1, "return"), TERMS, NOW) == "requested"
    assert possible.possible(delivered(1, "return"), TERMS, NOW) == ["request_exchange", "request_repair"]
