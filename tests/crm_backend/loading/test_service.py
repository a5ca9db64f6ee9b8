import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from crm_backend.kit.db import Database
from crm_backend.loading.errors import LoadRefused
from crm_backend.loading.schemas import LoadReport
from crm_backend.settings import Settings
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.loading.conftest import Line, Warehouse, make_warehouse

LI_WEI: Line = {"type": "customer", "id": "c-1", "name": "李伟", "phone": "138 0013 8000", "email": "Li@Example.com"}
LAMP: Line = {"type": "product", "id": "p-1", "name_en": "Desk lamp", "name_zh": "台灯", "price": "199"}
ORDER: Line = {"type": "order", "id": "A20260012345", "customer": "c-1", "total": 1299.5, "placed_at": "2026-11-02"}


async def test_all_three_kinds_in_any_order(warehouse: Warehouse) -> None:
    items = [{"product": "p-1", "quantity": 2}, {"name": "Cable", "price": "1.50"}]
    second: Line = {
        "type": "order",
        "id": "20261102-8871",
        "customer": "c-1",
        "state": "Out for delivery",
        "items": items,
    }
    report = await warehouse.load(ORDER, "", second, LI_WEI, LAMP)
    assert report == LoadReport(customers=1, products=1, orders=2, created=4)
    first = await warehouse.order("A20260012345")
    assert (first.state, first.total_minor, first.currency, first.key) == ("placed", 129950, "CNY", "A20260012345")
    assert first.placed_at == datetime(2026, 11, 2, tzinfo=UTC)
    other = await warehouse.order("20261102-8871")
    assert (other.state, other.total_minor) == ("out_for_delivery", 39950)
    assert [(item["name_en"], item["name_zh"], item["price_minor"]) for item in other.items] == [
        ("Desk lamp", "台灯", 19900),
        ("Cable", "Cable", 150),
    ]


async def test_contacts_get_their_one_form(warehouse: Warehouse) -> None:
    await warehouse.load(LI_WEI, {**ORDER, "phone": "(415) 555-2671", "email": "A.B@EXAMPLE.org"})
    stored = str(await warehouse.stored())
    assert "'+8613800138000'" in stored
    assert "'li@example.com'" in stored
    assert "'a.b@example.org'" in stored


async def test_loading_again_changes_only_what_is_given(warehouse: Warehouse, clock: SetClock) -> None:
    await warehouse.load(LI_WEI, {**ORDER, "courier": "SF", "phone": "13800138000"})
    clock.advance(60)
    report = await warehouse.load({"type": "order", "id": "A20260012345", "state": "shipped", "courier": None})
    assert (report.orders, report.created, report.updated) == (1, 0, 1)
    order = await warehouse.order("A20260012345")
    assert (order.state, order.courier, order.phone, order.total_minor) == ("shipped", None, "+8613800138000", 129950)
    await warehouse.load({"type": "customer", "id": "c-1", "name": "Wei Li"})
    assert "li@example.com" in str(await warehouse.stored())


async def test_the_same_file_twice_is_the_same_store(warehouse: Warehouse) -> None:
    await warehouse.load(LI_WEI, LAMP, ORDER)
    before = await warehouse.stored()
    await warehouse.load(LI_WEI, LAMP, ORDER)
    assert await warehouse.stored() == before


async def test_references_may_be_stored_already(warehouse: Warehouse) -> None:
    await warehouse.load(LI_WEI, LAMP)
    await warehouse.load({"type": "order", "id": "B1", "customer": "c-1", "items": [{"product": "p-1"}]})
    assert (await warehouse.order("B1")).total_minor == 19900


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{nope", "not valid JSON"),
        ("[1]", "JSON object"),
        ("null", "JSON object"),
        ('{"type": "customer", "id": "x", "name": NaN}', "not valid JSON"),
        ('{"type": "customer", "id": "x", "id": "y"}', "twice"),
        (b'{"type": "customer", "id": "\xff"}', "UTF-8"),
        ("[" * 90_000, "not valid JSON"),
        ("x" * 200_000, "longer than"),
        ({"id": "x"}, "has to be one of"),
        ({"type": ["order"], "id": "x"}, "has to be one of"),
        ({"type": "customer"}, "“id” is missing"),
        ({"type": "customer", "id": "!!"}, "letters or digits"),
        ({"type": "customer", "id": True}, "has to be a text"),
        ({"type": "customer", "id": "x", "nmae": "y"}, "Unknown field “nmae”. Known fields: type, id, name"),
        ({"type": "customer", "id": "x", "phone": "12"}, "not a phone number"),
        ({"type": "customer", "id": "x", "email": "x@"}, "not an e-mail"),
        ({"type": "customer", "id": "x", "name": "a\x00b"}, "can't be shown"),
        ({"type": "customer", "id": "x", "locale": "fr"}, "not a language"),
        ({"type": "product", "id": "x", "name": "y"}, "“price” is missing"),
        ({"type": "product", "id": "x", "price": 1}, "“name” is missing"),
        ({**ORDER, "customer": "nobody"}, "customer nobody is neither"),
        ({"type": "order", "id": "x", "total": 1}, "“customer” is missing"),
        ({"type": "order", "id": "x", "customer": "c-1"}, "needs a “total”"),
        ({**ORDER, "state": "lost"}, "not a state"),
        ({**ORDER, "total": "-1"}, "amount of 0 or more"),
        ({**ORDER, "total": "1.234"}, "not an amount in CNY"),
        ({**ORDER, "currency": "RMB!"}, "not a currency code"),
        ({**ORDER, "placed_at": "2026-13-02"}, "not a time"),
        ({**ORDER, "items": "lamp"}, "has to be a list"),
        ({**ORDER, "items": [3]}, "“items[0]” has to be an object"),
        ({**ORDER, "items": [{"product": "p-9"}]}, "“items[0].product”: the product p-9"),
        ({**ORDER, "items": [{"name": "y", "quantity": 0}]}, "whole number from 1"),
        ({**ORDER, "items": [{"name": "y", "colour": "red"}]}, "Unknown field “items[0].colour”"),
    ],
)
async def test_a_bad_line_is_named_with_its_reason_and_nothing_is_applied(
    warehouse: Warehouse, line: Line | str | bytes, reason: str
) -> None:
    said = await warehouse.refused(LI_WEI, "", line)
    assert len(said) == 1
    assert said[0].startswith("Line 3: ")
    assert reason in said[0]


async def test_reasons_in_chinese(warehouse: Warehouse) -> None:
    said = await warehouse.refused(LI_WEI, {"type": "customer", "id": "x", "nmae": "y"}, language="zh")
    assert said == ["第 2 行：未知字段“nmae”，可用字段：type, id, name, email, phone, locale。"]


async def test_a_bad_customer_does_not_make_its_orders_bad(warehouse: Warehouse) -> None:
    said = await warehouse.refused({**LI_WEI, "email": "x"}, ORDER, {**ORDER, "id": "B2", "customer": "c-9"})
    assert [line.split(":")[0] for line in said] == ["Line 1", "Line 3"]


async def test_orders_that_read_the_same_are_refused(warehouse: Warehouse) -> None:
    said = await warehouse.refused(LI_WEI, ORDER, {**ORDER, "id": "a-2026001 2345"})
    assert said == [
        "Line 3: The order id a-2026001 2345 reads like the one on line 2: customers could not tell them apart."
    ]
    await warehouse.load(LI_WEI, ORDER)
    said = await warehouse.refused({**ORDER, "id": "a-20260012345"})
    assert "reads like the stored order A20260012345" in said[0]


async def test_an_id_twice_in_a_file_is_refused(warehouse: Warehouse) -> None:
    assert "line 1" in (await warehouse.refused(LI_WEI, LI_WEI))[0]


async def test_fifty_bad_lines_are_shown_and_the_others_counted(warehouse: Warehouse) -> None:
    said = await warehouse.refused(*(["{"] * 60))
    assert len(said) == 51
    assert said[-1] == "… and 10 more."


async def test_progress_is_told(warehouse: Warehouse) -> None:
    heard: list[tuple[str, int, int | None]] = []
    lines = (json.dumps({"type": "customer", "id": f"c-{number}"}) for number in range(2500))
    async with warehouse.shop.database.transaction() as session:
        await warehouse.loading.load(session, lines, lambda *told: heard.append(told))
    assert heard[0] == ("reading", 250, None)
    assert heard[-1] == ("storing", 2500, 2500)


good = st.builds(lambda n: {"type": "customer", "id": f"c{n}", "name": f"n{n}"}, st.integers(0, 500))
orders = st.builds(
    lambda n, c: {"type": "order", "id": f"A{n}", "customer": f"c{c}", "total": n},
    st.integers(0, 500),
    st.integers(0, 9),
)
bad = st.sampled_from([{"type": "customer"}, {"type": "order", "id": "A", "total": "x"}, "{", "\ufffd", {"type": 3}])
junk = st.text(st.characters(exclude_characters="\n\r"), max_size=30)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(good | orders | bad | junk, max_size=12))
async def test_a_file_is_applied_whole_or_not_at_all(
    database: Database, settings: Settings, clock: SetClock, lines: list[Line | str]
) -> None:
    warehouse = make_warehouse(database, settings, clock)
    before = await warehouse.stored()
    clock.advance(1)
    refused: LoadRefused | None = None
    try:
        report = await warehouse.load(*lines)
    except LoadRefused as error:
        refused = error
    stored = await warehouse.stored()
    if refused is not None:
        assert refused.count
        assert len(refused.describe("zh")) == len(refused.describe("en")) > 1
        assert stored == before
    else:
        given_ids = {str(line["id"]) for line in lines if isinstance(line, dict)}
        assert len(given_ids) == report.lines
        assert {key.split("/")[1] for key, row in stored.items() if row["updated_at"] == clock()} == given_ids
