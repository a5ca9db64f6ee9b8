import time

from argon2 import PasswordHasher

from crm_backend.staff.passwords import Passwords


async def test_nobody_takes_as_long_as_somebody() -> None:
    passwords = Passwords(PasswordHasher(time_cost=3, memory_cost=8192, parallelism=1))
    hashed = await passwords.hash("tea at half past ten")
    assert await passwords.matches(hashed, "tea at half past ten")
    assert not await passwords.matches(None, "tea at half past ten")

    async def timed(known: str | None) -> float:
        start = time.perf_counter()
        assert not await passwords.matches(known, "a wrong password")
        return time.perf_counter() - start

    known = min([await timed(hashed) for _ in range(5)])
    unknown = min([await timed(None) for _ in range(5)])
    assert 0.3 < unknown / known < 3


async def test_what_is_no_hash_matches_nothing() -> None:
    assert not await Passwords().matches("not a hash", "anything")
