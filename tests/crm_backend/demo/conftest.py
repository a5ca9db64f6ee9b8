"""The demo is loaded through the loading door."""

import pytest

from crm_backend.kit.db import Database
from crm_backend.settings import Settings
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.loading.conftest import Warehouse, make_warehouse


@pytest.fixture
def warehouse(database: Database, settings: Settings, clock: SetClock) -> Warehouse:
    return make_warehouse(database, settings, clock)
