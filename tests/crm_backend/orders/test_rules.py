from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.orders import rules
from crm_backend.orders.rules import Asked, Limits, WrongTry

NOW = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)
LIMITS = Limits(order=3, conversation=3, address=5, window=timedelta(hours=1))
HERE = Asked("A1001", "c1", "203.0.113.7")


def tried(minutes_ago: float, order: str = "A1001", conversation: str = "c1", address: str = "203.0.113.7") -> WrongTry:
    return WrongTry(order, conversation, address, NOW - timedelta(minutes=minutes_ago))


def test_three_wrong_tries_lock_the_order_in_every_conversation() -> None:
    tries = [tried(minutes, conversation=f"c{minutes}", address=f"198.51.100.{minutes}") for minutes in (3, 2, 1)]
    locked = rules.allowance(tries, Asked("A1001", "new", "192.0.2.1"), LIMITS, NOW)
    assert locked.left == 0
    assert locked.locked_until == NOW + timedelta(minutes=57)
    assert locked.seconds_locked(NOW) == 57 * 60
    assert rules.allowance(tries, Asked("B2002", "new", "192.0.2.1"), LIMITS, NOW).left == 3


def test_the_conversation_and_the_address_are_counted_too() -> None:
    elsewhere = [tried(1, order=f"X{n}") for n in range(3)]
    assert rules.allowance(elsewhere, HERE, LIMITS, NOW).left == 0
    many = [tried(1, order=f"X{n}", conversation=f"o{n}") for n in range(4)]
    assert rules.allowance(many, HERE, LIMITS, NOW).left == 1


def test_an_unknown_address_is_not_counted() -> None:
    many = [tried(1, order=f"X{n}", conversation=f"o{n}", address="") for n in range(9)]
    assert rules.allowance(many, Asked("A1001", "c1", ""), LIMITS, NOW).left == 3


def test_a_lock_ends_with_the_window() -> None:
    tries = [tried(60), tried(30), tried(1)]
    assert rules.allowance(tries, HERE, LIMITS, NOW).left == 1


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("cd"), st.sampled_from("xy"), st.integers(0, 90))))
def test_another_wrong_try_never_leaves_more(tries: list[tuple[str, str, str, int]]) -> None:
    made = [tried(minutes, order, conversation, address) for order, conversation, address, minutes in tries]
    asked = Asked("A", "c", "x")
    before = rules.allowance(made, asked, LIMITS, NOW)
    after = rules.allowance([*made, tried(0, "A", "c", "x")], asked, LIMITS, NOW)
    assert after.left == max(0, before.left - 1) or after.left < before.left
    assert (after.left == 0) == (after.locked_until is not None)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        (None, ""),
        ("somewhere", "somewhere"),
    ],
)
def test_an_ipv6_customer_is_counted_by_network(address: str | None, counted: str) -> None:
    assert rules.counted_address(address) == counted


@pytest.mark.parametrize("typed", ["A-1001", "a 1001", "Ａ１００１", "#A1001"])
def test_ids_are_read_as_they_are_typed(typed: str) -> None:
    assert rules.readable_key(typed) == "A1001"


@pytest.mark.parametrize("typed", ["", "   ", "#!?", "9" * 5000])
def test_what_can_be_no_id(typed: str) -> None:
    assert rules.readable_key(typed) is None
