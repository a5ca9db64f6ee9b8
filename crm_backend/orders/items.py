"""Fewer articles on an order, and what it then costs. Values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from crm_backend.orders.details import invalid
from crm_backend.orders.schemas import ItemFields


@dataclass(frozen=True)
class Changed:
    items: list[ItemFields]
    total_minor: int


def with_quantities(
    items: Sequence[ItemFields], wishes: Sequence[dict[str, JsonValue]], total_minor: int, *, may_grow: bool
) -> Changed:
    """The order with the wished quantities; articles that are not named stay.

    Nobody gets back more than they paid: a discount on the whole order is shared by price, delivery costs stay.
    """
    wished = {_of(items, str(wish["name"])): _number(wish["quantity"]) for wish in wishes}
    after = [_with(item, wished.get(index, item["quantity"])) for index, item in enumerate(items)]
    _check(items, after, may_grow=may_grow)
    left = [item for item in after if item["quantity"]]
    return Changed(left, _total(_sum(items), _sum(left), total_minor))


def _check(before: Sequence[ItemFields], after: Sequence[ItemFields], *, may_grow: bool) -> None:
    pairs = [(old["quantity"], new["quantity"], old["price_minor"]) for old, new in zip(before, after, strict=True)]
    if all(old == new for old, new, _ in pairs):
        raise invalid("items_same")
    if not any(new for _, new, _ in pairs):
        raise invalid("items_none")  # that is cancelling
    if not may_grow and any(new > old for old, new, _ in pairs):
        raise invalid("items_more")  # it would have to be paid first
    if any(price is None for _, _, price in pairs):
        raise invalid("price")


def _with(item: ItemFields, quantity: int) -> ItemFields:
    changed = item.copy()
    changed["quantity"] = quantity
    return changed


def _total(sum_before: int, sum_after: int, total_before: int) -> int:
    """Minor units. A surplus over the articles is delivery, a shortfall is a discount."""
    if total_before >= sum_before:
        return total_before - sum_before + sum_after
    return -(-total_before * sum_after // sum_before)  # rounded up: never a fraction too much back


def _sum(items: Sequence[ItemFields]) -> int:
    return sum((item["price_minor"] or 0) * item["quantity"] for item in items)


def _of(items: Sequence[ItemFields], name: str) -> int:
    """Which article is meant: by one of its names or its product id, of which there is one."""
    wanted = name.casefold().strip()
    names = [{item["name_en"], item["name_zh"], item.get("product") or ""} for item in items]
    found = [i for i, known in enumerate(names) if wanted in {one.casefold().strip() for one in known if one}]
    if len(found) != 1:
        raise invalid("items_unknown")
    return found[0]


def _number(value: JsonValue) -> int:
    return value if isinstance(value, int) else 0
