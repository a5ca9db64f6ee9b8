import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.errors import Invalid
from crm_backend.orders.items import with_quantities
from crm_backend.orders.schemas import ItemFields


def article(name: str, quantity: int, price: int | None) -> ItemFields:
    return ItemFields(product=f"p-{name}", name_en=name, name_zh=f"中{name}", quantity=quantity, price_minor=price)


ITEMS = [article("Lamp", 2, 1000), article("Cable", 1, 500)]


@pytest.mark.parametrize(
    ("total", "name", "quantity", "left"),
    [
        (2500, "lamp", 1, 1500),
        (2500, "中Cable", 0, 2000),
        (2500, "p-Lamp", 0, 500),
        (3000, "Lamp", 1, 2000),  # delivery costs of 5 stay
        (2000, "Lamp", 1, 1200),  # a fifth off everything
    ],
)
def test_less_costs_less_and_nobody_gets_back_more_than_they_paid(
    total: int, name: str, quantity: int, left: int
) -> None:
    changed = with_quantities(ITEMS, [{"name": name, "quantity": quantity}], total, may_grow=False)
    assert changed.total_minor == left
    assert all(item["quantity"] for item in changed.items)


@pytest.mark.parametrize(
    ("wishes", "problem"),
    [
        ([("Sofa", 1)], "items_unknown"),
        ([("Lamp", 2)], "items_same"),
        ([("Lamp", 0), ("Cable", 0)], "items_none"),
        ([("Lamp", 3)], "items_more"),
    ],
)
def test_what_can_not_be_done_is_named(wishes: list[tuple[str, int]], problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        with_quantities(ITEMS, [{"name": n, "quantity": q} for n, q in wishes], 2500, may_grow=False)
    assert refused.value.params == {"problem": problem}


def test_an_unpaid_order_may_grow() -> None:
    assert with_quantities(ITEMS, [{"name": "Lamp", "quantity": 3}], 2500, may_grow=True).total_minor == 3500


def test_without_a_price_a_person_has_to_reckon() -> None:
    with pytest.raises(Invalid, match="price"):
        with_quantities([article("A", 2, None)], [{"name": "A", "quantity": 1}], 100, may_grow=False)


@given(st.integers(0, 10_000), st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 5))
def test_the_total_never_grows_nor_falls_below_zero(total: int, one: int, other: int, quantity: int) -> None:
    items = [article("A", quantity, one), article("B", 1, other)]
    changed = with_quantities(items, [{"name": "B", "quantity": 0}], total, may_grow=False)
    assert 0 <= changed.total_minor <= total
    assert total - changed.total_minor <= other
