"""Order ids and contacts in a text, each with the one word that stands for all of its kind."""

from __future__ import annotations

from rapport_text.contacts import find_contacts
from rapport_text.order_ids import find_order_ids

Span = tuple[int, int, str]


def named_spans(text: str) -> list[Span]:
    """(start, end, word) in the order of the text, none within another."""
    spans = [(found.start, found.end, "orderid") for found in find_order_ids(text)]
    taken = {position for start, end, _ in spans for position in range(start, end)}
    spans += [(found.start, found.end, "contactid") for found in find_contacts(text) if found.start not in taken]
    return sorted(spans)
