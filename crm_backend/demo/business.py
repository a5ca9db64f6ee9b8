"""The demo business as lines of a load file: the same every time but for its dates, which follow the day."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypedDict

from crm_backend.demo.schemas import CastMember, CastOrder

_FOLDER = Path(__file__).parents[2] / "data" / "demo"
_SEED = 20261102
CUSTOMERS, ORDERS = 220, 640
Line = dict[str, object]

# days since it was placed, at least and at most, and how many of 100 orders are in that state
_AGES = {
    "placed": (1, 1, 6),
    "paid": (1, 2, 8),
    "packed": (1, 3, 8),
    "shipped": (2, 5, 14),
    "out_for_delivery": (3, 5, 6),
    "delivered": (6, 170, 40),
    "cancelled": (2, 170, 8),
    "returned": (16, 170, 5),
    "refunded": (20, 170, 5),
}
_SENT = frozenset({"shipped", "out_for_delivery", "delivered", "returned", "refunded"})
_ARRIVED = frozenset({"delivered", "returned", "refunded"})


class People(TypedDict):
    """A language's names and places. A courier: name, how its numbers begin, digits that follow."""

    families: str
    given: str
    mobile: list[str]
    streets: list[str]
    couriers: list[tuple[str, str, int]]


@dataclass(frozen=True)
class Product:
    """Prices in whole CNY and USD."""

    id: str
    category: str
    name_en: str
    name_zh: str
    prices: dict[str, int]


@dataclass(frozen=True)
class Buyer:
    id: str
    locale: str
    name: str
    phone: str
    email: str
    address: str


def lines(now: datetime) -> Iterator[Line]:
    """Products, customers, orders. Every field is there, so that loading them again puts everything back."""
    random = Random(_SEED)  # noqa: S311 - a demo, not a secret
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for product in products():
        yield _product_line(product)
    buyers = [_buyer(random, number) for number in range(CUSTOMERS)]
    starring = {person.external_id: _starring(random, person) for person in cast()}
    for buyer in (*starring.values(), *buyers):
        yield _customer_line(buyer)
    catalogue = {product.id: product for product in products()}
    for person in _people()["cast"]:
        for order_id, state, days, wanted in person["orders"]:
            chosen = [catalogue[product] for product in wanted]
            yield _order_line(random, today, order_id, starring[person["id"]], state, days, chosen)
    for number in range(ORDERS):
        state = random.choices(list(_AGES), [share for _, _, share in _AGES.values()])[0]
        days = random.randint(*_AGES[state][:2])
        chosen = random.sample(products(), random.choice((1, 1, 1, 2, 2, 3)))
        yield _order_line(random, today, f"A{2001 + number}", random.choice(buyers), state, days, chosen)


@cache
def products() -> tuple[Product, ...]:
    read = tomllib.loads((_FOLDER / "products.toml").read_text("utf-8"))
    return tuple(
        Product(product_id, category, english, chinese, {"CNY": cny, "USD": usd})
        for category, group in read.items()
        for product_id, (english, chinese, cny, usd) in group.items()
    )


@cache
def cast() -> tuple[CastMember, ...]:
    return tuple(
        CastMember(
            external_id=person["id"],
            name=person["name"],
            locale=person["locale"],
            phone=person["phone"],
            email=person["email"],
            orders=tuple(CastOrder(order_id, state) for order_id, state, _, _ in person["orders"]),
        )
        for person in _people()["cast"]
    )


@cache
def _people() -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "people.toml").read_text("utf-8"))


def _locale_of(number: int) -> str:
    return "en" if number % 5 in (1, 3) else "zh"


def _buyer(random: Random, number: int) -> Buyer:
    locale = _locale_of(number)
    people: People = _people()[locale]
    families, given = people["families"].split(), people["given"].split()
    family = families[number % len(families)]
    first = given[(number + 5 * (number // len(families))) % len(given)]  # no name twice
    name = f"{family}{first}" if locale == "zh" else f"{first} {family}"
    area = people["mobile"][(number + number // 100) % len(people["mobile"])]
    phone = f"+86{area}0000{1000 + number}" if locale == "zh" else f"+1{area}55501{number % 100:02d}"
    handle = f"customer{number + 1}" if locale == "zh" else f"{first}.{family}{number + 1}".lower()
    email = f"{handle}@example.{random.choice(('com', 'org', 'net'))}"
    return Buyer(f"demo-c{number + 1:03d}", locale, name, phone, email, _address(random, locale))


def _starring(random: Random, person: CastMember) -> Buyer:
    address = _address(random, person.locale)
    return Buyer(person.external_id, person.locale, person.name, person.phone, person.email, address)


def _address(random: Random, locale: str) -> str:
    street, number = random.choice(_people()[locale]["streets"]), random.randint(1, 299)
    return f"{street}{number}号" if locale == "zh" else f"{number} {street}"


def _product_line(product: Product) -> Line:
    return {
        "type": "product",
        "id": product.id,
        "name_en": product.name_en,
        "name_zh": product.name_zh,
        "category": product.category,
        "price": product.prices["CNY"],
        "currency": "CNY",
    }


def _customer_line(buyer: Buyer) -> Line:
    return {
        "type": "customer",
        "id": buyer.id,
        "name": buyer.name,
        "email": buyer.email,
        "phone": buyer.phone,
        "locale": buyer.locale,
    }


def _order_line(
    random: Random, today: datetime, order_id: str, buyer: Buyer, state: str, days: int, chosen: list[Product]
) -> Line:
    currency = "CNY" if buyer.locale == "zh" else "USD"
    items = [
        {"product": product.id, "quantity": random.choice((1, 1, 1, 2)), "price": product.prices[currency]}
        for product in chosen
    ]
    couriers: list[tuple[str, str, int]] = _people()[buyer.locale]["couriers"]
    courier, begin, digits = random.choice(couriers)
    tracking = begin + "".join(random.choices("0123456789", k=digits))
    return {
        "type": "order",
        "id": order_id,
        "customer": buyer.id,
        "state": state,
        "total": sum(int(item["price"]) * int(item["quantity"]) for item in items),
        "currency": currency,
        "phone": buyer.phone,
        "email": buyer.email,
        "address": buyer.address,
        "courier": courier if state in _SENT else None,
        "tracking_number": tracking if state in _SENT else None,
        "items": items,
        **_times(random, today, state, days),
    }


def _times(random: Random, today: datetime, state: str, days: int) -> Line:
    """Placed in the day's opening hours; expected in the future unless it has arrived or was called off."""
    placed = today - timedelta(days=days) + timedelta(minutes=random.randint(0, 14 * 60))
    took = timedelta(days=random.randint(3, 5), minutes=random.randint(0, 9 * 60))
    expected = {
        "out_for_delivery": today + timedelta(hours=23),
        "shipped": today + timedelta(days=random.randint(1, 3), hours=10),
    }.get(state, max(placed + took, today + timedelta(days=2, hours=10)) if state not in _ARRIVED else placed + took)
    called_off = state == "cancelled"
    return {
        "placed_at": placed.isoformat(),
        "expected_at": None if called_off else expected.isoformat(),
        "delivered_at": (placed + took).isoformat() if state in _ARRIVED else None,
        "cancelled_at": (placed + timedelta(hours=random.randint(1, 9))).isoformat() if called_off else None,
    }
