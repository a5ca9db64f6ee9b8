"""From lines to what they mean, and why a line means nothing. Values in, values out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pydantic import BaseModel, ValidationError

from crm_backend.loading.errors import SHOWN, BadLine, Problem
from crm_backend.loading.schemas import CustomerLine, ItemLine, OrderLine, ProductLine
from rapport_text.order_ids import order_key

AnyLine = CustomerLine | ProductLine | OrderLine
KINDS: dict[str, type[AnyLine]] = {"customer": CustomerLine, "product": ProductLine, "order": OrderLine}
LONGEST_LINE = 100_000
_SENTENCES = {"missing": "missing", "list_type": "not_a_list", "model_type": "not_an_object"}


@dataclass
class Reading:
    """What was read so far. Customers and products are also known by the ids of their bad lines."""

    lines: int = 0
    customers: list[CustomerLine] = field(default_factory=list)
    products: list[ProductLine] = field(default_factory=list)
    orders: list[tuple[int, OrderLine]] = field(default_factory=list)
    product_lines: dict[str, int] = field(default_factory=dict)
    named: dict[str, dict[str, int]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    bad_lines: list[BadLine] = field(default_factory=list)
    bad_count: int = 0

    def refuse(self, number: int, problems: Sequence[Problem]) -> None:
        self.bad_count += 1
        if len(self.bad_lines) < SHOWN:
            self.bad_lines.append(BadLine(number, problems))


def read_line(reading: Reading, number: int, raw: str | bytes, regions: Sequence[str]) -> None:
    """Add one line to the reading, or to its bad lines. Blank lines are passed over."""
    try:
        value = _decoded(raw)
        if value is None:
            return
        reading.lines += 1
        _take(reading, number, value, regions)
    except _Refused as refused:
        reading.refuse(number, refused.problems)


def total_of(items: Iterable[tuple[int, int | None]]) -> int | None:
    """The sum of (quantity, price), or None if there is nothing or a price is unknown."""
    parts = [None if price is None else quantity * price for quantity, price in items]
    known = [part for part in parts if part is not None]
    return sum(known) if parts and len(known) == len(parts) else None


class _Refused(Exception):
    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def _decoded(raw: str | bytes) -> object | None:
    if len(raw) > LONGEST_LINE:
        raise _Refused(Problem("line_too_long", {"limit": LONGEST_LINE}))
    try:
        text = (raw.decode("utf-8") if isinstance(raw, bytes) else raw).removeprefix("\ufeff").strip()
    except UnicodeDecodeError:
        raise _Refused(Problem("not_utf8")) from None
    if not text:
        return None
    try:
        value: object = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        raise _Refused(Problem("not_json")) from None
    return value if value is not None else []


def _no_number(constant: str) -> object:
    raise ValueError(constant)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for name, value in pairs:
        if name in read:
            raise _Refused(Problem("repeated_field", {"field": _shown(name)}))
        read[name] = value
    return read


def _take(reading: Reading, number: int, value: object, regions: Sequence[str]) -> None:
    if not isinstance(value, dict):
        raise _Refused(Problem("not_an_object_line"))
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in KINDS:
        raise _Refused(Problem("unknown_type", {"types": ", ".join(KINDS)}))
    try:
        line = KINDS[kind].model_validate(value, context={"regions": regions})
    except ValidationError as refused:
        given = value.get("id")
        if isinstance(given, str | int):
            reading.named[kind].setdefault(_name(kind, str(given).strip()), number)
        raise _Refused(*_problems(refused, KINDS[kind])) from None
    _file(reading, number, kind, line)


def _name(kind: str, external_id: str) -> str:
    """By what two lines are the same: customers write order ids in many ways, so orders go by their key."""
    return order_key(external_id) if kind == "order" else external_id


def _file(reading: Reading, number: int, kind: str, line: AnyLine) -> None:
    name = _name(kind, line.id)
    if name in reading.named[kind]:
        code = "repeated_order" if kind == "order" else "repeated_id"
        raise _Refused(Problem(code, {"id": line.id, "line": reading.named[kind][name]}))
    reading.named[kind][name] = number
    if isinstance(line, OrderLine):
        reading.orders.append((number, line))
    elif isinstance(line, ProductLine):
        reading.products.append(line)
        reading.product_lines[line.id] = number
    else:
        reading.customers.append(line)


def _problems(refused: ValidationError, kind: type[BaseModel]) -> list[Problem]:
    """At most three sentences for one line."""
    return [
        _problem(error["type"], error["msg"], error["loc"], error.get("ctx", {}), kind)
        for error in refused.errors(include_url=False, include_input=False)[:3]
    ]


def _problem(
    code: str, message: str, place: tuple[int | str, ...], params: dict[str, object], kind: type[BaseModel]
) -> Problem:
    name = _shown("".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip("."))
    shown = {key: value for key, value in params.items() if isinstance(value, str | int)}
    if code == "rapport":
        return Problem(message, {"field": name, **shown})
    if code == "extra_forbidden":
        known = ItemLine if "items" in place else kind
        return Problem("unknown_field", {"field": name, "known": ", ".join(known.model_fields)})
    return Problem(_SENTENCES.get(code, "not_usable"), {"field": name})


def _shown(name: str) -> str:
    """A field's name from outside, harmless on a terminal."""
    return "".join(character if character.isprintable() else "?" for character in name[:80])
