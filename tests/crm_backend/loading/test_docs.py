import re
from pathlib import Path

import pytest

from crm_backend.loading.schemas import CustomerLine, LoadReport, OrderLine, ProductLine
from crm_backend.orders.rules import STATES
from tests.crm_backend.loading.conftest import Warehouse

DOCS = Path(__file__).parents[3] / "docs"
BOTH = pytest.mark.parametrize("page", ["load-format.md", "load-format.zh.md"])


@BOTH
async def test_the_example_can_be_loaded(warehouse: Warehouse, page: str) -> None:
    example = re.search(r"```json\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    assert example
    report = await warehouse.load(*example[1].splitlines())
    assert report == LoadReport(customers=1, products=1, orders=1, created=3)


@BOTH
def test_every_field_and_state_is_told(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    fields = {name for line in (CustomerLine, ProductLine, OrderLine) for name in line.model_fields} - {"type"}
    assert {word for word in (*fields, *STATES) if f"`{word}`" not in text} == set()
