import pytest

from crm_backend.channels.gate import Gate
from crm_backend.channels.rates import Bucket, Rate, Rates, take
from crm_backend.errors import TooMany
from crm_backend.settings import Settings


def test_a_burst_then_the_average() -> None:
    rates = Rates(Rate(burst=3, per_second=0.5))
    assert [rates.take("a", 10.0) for _ in range(4)] == [0, 0, 0, 2]
    assert rates.take("a", 12.0) == 0
    assert rates.take("a", 12.0) == 2


def test_rest_refills_to_the_burst_and_not_beyond() -> None:
    bucket, wait = take(Rate(2, 1), Bucket(left=0, at=0.0), now=1000.0)
    assert (bucket.left, wait) == (1.0, 0.0)


def test_keys_do_not_share() -> None:
    rates = Rates(Rate(1, 1))
    assert rates.take("a", 0.0) == 0
    assert rates.take("b", 0.0) == 0
    assert rates.take("a", 0.0) == 1


def test_memory_is_bounded() -> None:
    rates = Rates(Rate(1, 1), capacity=100)
    for number in range(1000):
        rates.take(str(number), 0.0)
    assert len(rates) == 100


def test_many_sessions_of_one_address_share_its_rate() -> None:
    gate = Gate(Settings(session_burst=5, address_burst=8, address_messages_per_second=1.0), now=lambda: 0.0)
    for number in range(8):
        gate.message(f"identity{number}", "192.0.2.1")
    with pytest.raises(TooMany) as refused:
        gate.message("identity9", "192.0.2.1")
    assert refused.value.params == {"retry_after": 1}
    gate.message("identity9", "192.0.2.2")


def test_sessions_of_one_address_are_limited() -> None:
    gate = Gate(Settings(sessions_per_address_per_second=1.0), now=lambda: 0.0)
    for _ in range(5):
        gate.session("192.0.2.1")
    with pytest.raises(TooMany):
        gate.session("192.0.2.1")
