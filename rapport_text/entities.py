"""What stands in a customer's text: order ids, phones, e-mail addresses, amounts, dates, addresses, people."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from rapport_text import places_en, places_zh
from rapport_text.amounts import find_amounts
from rapport_text.codes import code_spans
from rapport_text.contacts import Contact, contacts_in
from rapport_text.dates import find_dates
from rapport_text.normalise import blanked, lowered, normalise, simplified
from rapport_text.order_ids import order_ids_in
from rapport_text.people import find_people


class Entity(NamedTuple):
    """Offsets are those of the original text; `value` is canonical: "199.00 CNY", 2026-11-20, +8613812345678."""

    label: str
    start: int
    end: int
    value: str


# Where two overlap, the one whose label comes first stays.
_RANKS = {
    label: rank
    for rank, label in enumerate(("email", "order_id", "phone", "product", "address", "amount", "date", "person"))
}
LABELS = tuple(_RANKS)
_EXTENSION = re.compile(r" ?(?:转接?|分机|-|ext\.?|extension|x) ?:?(?P<digits>[0-9]{1,6})(?![0-9])", re.IGNORECASE)
_ZERO_BESIDE_CODE = re.compile(r"(?<=[0-9 ])\(0\)")
_DIGIT = re.compile(r"[0-9]")


def find_entities(text: str, today: date | None = None) -> list[Entity]:
    """The entities in the order of the text, none within another; relative dates are computed when `today` is given."""
    plain = normalise(text)
    contacts = contacts_in(plain)
    certain = [Entity("order_id", found.start, found.end, found.value) for found in order_ids_in(plain, contacts)]
    certain += [_contact(plain, contact) for contact in contacts]
    codes = code_spans(plain, lowered(plain)) if _DIGIT.search(plain) else []
    spans = [(found.start, found.end) for found in certain]
    rest = simplified(blanked(plain, spans + codes) if spans or codes else plain)
    phones = [(found.start, found.end) for found in certain if found.label == "phone"]
    return resolved([*certain, *_likely(plain, rest, phones, today)])


def resolved(entities: Iterable[Entity]) -> list[Entity]:
    """The same without overlaps: the more specific label stays, then the earlier, then the longer."""
    found = sorted(entities, key=lambda e: (_RANKS[e.label], e.start, -e.end))
    if len(found) > 1:
        taken = bytearray(max(entity.end for entity in found))
        found = [entity for entity in found if _claim(taken, entity)]
    return sorted(found, key=lambda entity: entity.start)


def _claim(taken: bytearray, entity: Entity) -> bool:
    if any(taken[entity.start : entity.end]):
        return False
    taken[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
    return True


def _likely(plain: str, rest: str, phones: list[tuple[int, int]], today: date | None) -> Iterator[Entity]:
    lower = lowered(rest)
    for start, end in (*places_zh.find(rest), *places_en.find(rest)):
        yield Entity("address", start, end, plain[start:end])
    for amount in find_amounts(lower):
        yield Entity("amount", *amount)
    for day in find_dates(lower, today):
        as_written = day.value == lower[day.start : day.end]
        yield Entity("date", day.start, day.end, plain[day.start : day.end] if as_written else day.value)
    for person in find_people(rest, phones):
        yield Entity("person", person.start, person.end, plain[person.start : person.end])


def _contact(plain: str, contact: Contact) -> Entity:
    if contact.kind == "email":
        return Entity("email", contact.start, contact.end, contact.value.lower())
    value = _ZERO_BESIDE_CODE.sub("", contact.value) if "+" in contact.value else contact.value
    digits = ("+" if "+" in value else "") + "".join(filter(str.isdigit, value))
    extension = _EXTENSION.match(plain, contact.end)
    if extension is None:
        return Entity("phone", contact.start, contact.end, digits)
    return Entity("phone", contact.start, extension.end(), f"{digits}x{extension['digits']}")
