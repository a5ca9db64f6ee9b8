"""Phone numbers and e-mail addresses in a text. Only their look: whether they exist is checked elsewhere."""

import re
from typing import Literal, NamedTuple

from rapport_text.normalise import blanked, normalise

_LOCAL = r"A-Za-z0-9._%+\-"
_EMAIL = re.compile(
    rf"(?<![{_LOCAL}])[A-Za-z0-9_][{_LOCAL}]{{0,63}}@(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}[A-Za-z]{{2,24}}(?![A-Za-z0-9@])"
)
_DIALLED = re.compile(r"(?<![0-9A-Za-z#$¥€£+.@_/-])\+?\(?[0-9][0-9 ().-]{4,22}[0-9](?![0-9A-Za-z@_/-])")
_KNOWN_PHONES = tuple(
    re.compile(shape)
    for shape in (
        r"(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}",  # Chinese mobile
        r"\(?0[0-9]{2,3}\)?[ -]?[0-9]{7,8}",  # Chinese landline
        r"[48]00[ -]?[0-9]{3}[ -]?[0-9]{4}",  # free of charge
        r"(?:\+?1[ .-]?)?(?:\([0-9]{3}\) ?|[0-9]{3}[ .-])[0-9]{3}[ .-][0-9]{4}",  # North America
        r"(?:\+?1)?[2-9][0-9]{2}[2-9][0-9]{6}",
        r"0[0-9]{3,4}[ -]?[0-9]{6}",  # United Kingdom
    )
)
_ORDER_LIKE = re.compile(r"[1-9][0-9]{4,}-[0-9]+|[0-9]{3}-[0-9]{7}-[0-9]{7}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-. ]?[01]?[0-9][-. ]?[0-3]?[0-9]")


class Contact(NamedTuple):
    """A contact as it stands in the text, from `start` up to `end`."""

    value: str
    start: int
    end: int
    kind: Literal["phone", "email"]


def find_contacts(text: str) -> list[Contact]:
    """Phones and e-mail addresses in the text, in its order. A bare number counts when it is the whole message."""
    plain = normalise(text)
    found = [Contact(m.group(), m.start(), m.end(), "email") for m in _EMAIL.finditer(plain)]
    for match in _DIALLED.finditer(blanked(plain, [(c.start, c.end) for c in found])):
        value = match.group()
        alone = plain.strip(" \t\n。.!！，,") == value
        if is_phone(value) or (alone and looks_like_phone(value)):
            found.append(Contact(value, match.start(), match.end(), "phone"))
    return sorted(found, key=lambda contact: contact.start)


def is_phone(text: str) -> bool:
    """Whether it is written as a phone number and as nothing else."""
    digits = sum(map(str.isdigit, text))
    if text.startswith("+"):
        return 8 <= digits <= 15
    return any(shape.fullmatch(text) for shape in _KNOWN_PHONES)


def looks_like_phone(text: str) -> bool:
    """Whether it could be a phone number, if one was asked for: 7 to 15 digits and not a date or an order id."""
    plain = normalise(text).strip()
    if is_phone(plain):
        return True
    if not 7 <= sum(map(str.isdigit, plain)) <= 15 or not _DIALLED.fullmatch(plain):
        return False
    return not _ORDER_LIKE.fullmatch(plain) and not _DATE.fullmatch(plain)


def looks_like_email(text: str) -> bool:
    """Whether the whole text is an e-mail address."""
    return _EMAIL.fullmatch(normalise(text).strip()) is not None
