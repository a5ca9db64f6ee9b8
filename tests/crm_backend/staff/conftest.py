"""A staff service with cheap hashes, on a real database."""

import pytest
from argon2 import PasswordHasher

from crm_backend.kit.events import Events
from crm_backend.settings import Settings
from crm_backend.staff.passwords import Passwords
from crm_backend.staff.service import StaffService
from tests.crm_backend.conftest import SetClock


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def staff(settings: Settings, clock: SetClock, events: Events) -> StaffService:
    service = StaffService(settings, clock, events)
    service._passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return service
