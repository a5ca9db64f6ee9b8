"""Phone numbers and e-mail addresses in a text. Only their look: whether they exist is checked elsewhere."""

import re
from typing import Literal, NamedTuple

from rapport_text.normalise import blanked, normalise
from rapport_text.phones import could_be_phone, find_phones, is_phone

__all__ = ["Contact", "contacts_in", "find_contacts", "is_phone", "looks_like_email", "looks_like_phone"]

_LOCAL = r"A-Za-z0-9._%+\-"
_EMAIL = re.compile(
    rf"(?<![{_LOCAL}])[A-Za-z0-9_][{_LOCAL}]{{0,63}}@(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}[A-Za-z]{{2,24}}(?![A-Za-z0-9@])"
)
_SOMETHING = re.compile(r"[0-9@]")


class Contact(NamedTuple):
    """A contact as it stands in the text, from `start` up to `end`."""

    value: str
    start: int
    end: int
    kind: Literal["phone", "email"]


def find_contacts(text: str) -> list[Contact]:
    """Phones and e-mail addresses in the text, in its order. A bare number counts when it is the whole message."""
    return contacts_in(normalise(text))


def contacts_in(plain: str) -> list[Contact]:
    """The same, of a text that is normalised already."""
    if not _SOMETHING.search(plain):
        return []
    found = [Contact(m.group(), m.start(), m.end(), "email") for m in _EMAIL.finditer(plain)] if "@" in plain else []
    rest = blanked(plain, [(c.start, c.end) for c in found]) if found else plain
    phones = list(find_phones(rest)) or _whole_message(rest)
    found += [Contact(plain[start:end], start, end, "phone") for start, end in phones]
    return sorted(found, key=lambda contact: contact.start)


def looks_like_phone(text: str) -> bool:
    """Whether it could be a phone number, if one was asked for: 7 to 15 digits and not a date or an order id."""
    return could_be_phone(normalise(text).strip())


def looks_like_email(text: str) -> bool:
    """Whether the whole text is an e-mail address."""
    return _EMAIL.fullmatch(normalise(text).strip()) is not None


def _whole_message(plain: str) -> list[tuple[int, int]]:
    value = plain.strip(" \t\n。.!！，,")
    if len(value) > 40 or not could_be_phone(value):
        return []
    start = plain.index(value)
    return [(start, start + len(value))]
