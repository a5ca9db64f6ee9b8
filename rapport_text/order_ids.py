"""Order ids of any shape: how to compare them, and how to find them in what a customer writes."""

import re
import unicodedata
from typing import NamedTuple

from rapport_text.codes import PARCEL, follows_code_cue, is_card
from rapport_text.contacts import Contact, contacts_in
from rapport_text.hints import ends_with_cue, without_link
from rapport_text.normalise import blanked, normalise
from rapport_text.phones import is_phone

_DIGIT = re.compile(r"[0-9]")
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
_URL = re.compile(r"(?:https?://|www\.)[!-~]{1,2000}", re.IGNORECASE)
_PLAIN_ID = re.compile(  # an id wherever it stands
    r"[A-Z]{1,5}[-_]?[0-9]{4,}(?:[-_][0-9]+)*|[A-Z]{1,5}(?:[-_][0-9]{2,}){2,}"
    r"|[1-9][0-9]{4,}(?:[-_][0-9]{2,})+|[0-9]{3}-[0-9]{7}-[0-9]{7}"
)
_STRONG_CUES = (
    *(
        "订单号码",
        "订单编号",
        "单号",
        "订单号",
        "order number",
        "order no",
        "order no.",
        "order nr",
        "order nr.",
        "order id",
        "id",
    ),
)
_WEAK_CUES = ("订单", "單", "单子", "order", "orders")
_CUE_REACH = 32  # characters before a token in which a cue may stand
_DATE = re.compile(r"(?:19|20)[0-9]{2}[-_]?(?:0?[1-9]|1[0-2])[-_]?(?:0?[1-9]|[12][0-9]|3[01])")
_DATE_LAST = re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])-(?:0?[1-9]|[12][0-9]|3[01])-(?:19|20)?[0-9]{2}")
_PREFIX = re.compile(r"[A-Z]*")
_NOT_AN_ORDER = frozenset(  # currencies, parts and makes, words glued to a year, ways to reach somebody
    (
        *("RMB", "CNY", "USD", "EUR", "GBP", "HKD", "TWD", "JPY", "RTX", "GTX", "RX", "DDR", "USB", "ISO"),
        *("IN", "ON", "BY", "FROM", "SINCE", "INV", "RMA", "TEL", "PHONE", "QQ", "WX"),
    )
)
_UNITS = (*"元块圆年月日天点%个台件岁小分米°", "usd", "yuan", "rmb", "cny", "dollar", "euro")


class OrderId(NamedTuple):
    """An order id in a text: its spelling there (full-width made plain), from `start` up to `end`."""

    value: str
    start: int
    end: int


def order_key(text: str) -> str:
    """What two spellings of one order id have in common: `#a-1001`, `Ａ１００１` and `A 1001` are `A1001`."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(filter(str.isalnum, plain)) or plain.strip()


def find_order_ids(text: str) -> list[OrderId]:
    """The order ids in the text, in its order; not phones, e-mail addresses, parcel numbers, prices, dates."""
    plain = normalise(text)
    return order_ids_in(plain, contacts_in(plain))


def order_ids_in(plain: str, contacts: list[Contact]) -> list[OrderId]:
    """The same, of a text that is normalised already and whose contacts are known."""
    if not _DIGIT.search(plain):
        return []
    masked = _without_addresses(plain, contacts)
    found = []
    for match in _TOKEN.finditer(masked):
        if not _DIGIT.search(match.group()):
            continue
        before = masked[max(0, match.start() - _CUE_REACH) : match.start()].lower()
        if _is_order_id(match.group().upper(), before, masked[match.end() : match.end() + 8].lower()):
            found.append(OrderId(match.group(), match.start(), match.end()))
    return found or _whole_message(plain)


def _without_addresses(text: str, contacts: list[Contact]) -> str:
    spans = [(c.start, c.end) for c in contacts if c.kind == "email" or not c.value.isdigit()]
    if "://" in text or "www." in text.lower():
        spans += [match.span() for match in _URL.finditer(text)]
    return blanked(text, spans) if spans else text


def _is_order_id(token: str, before: str, after: str) -> bool:
    digits = sum(map(str.isdigit, token))
    if not 3 <= len(token) <= 40 or _is_something_else(token, before, after):
        return False
    tail = without_link(before)
    if "#" in before[len(tail) :] or ends_with_cue(tail, _STRONG_CUES):
        found = digits >= 2 or len(token) >= 4
    elif is_phone(token) or (token.isdigit() and _DATE.fullmatch(token)):
        found = False
    elif ends_with_cue(tail, _WEAK_CUES) and "," not in before[len(tail) :]:
        found = digits >= 4 or (digits >= 3 and not token.isdigit())
    else:
        found = _PLAIN_ID.fullmatch(token) is not None
    return found and not follows_code_cue(before)


def _is_something_else(token: str, before: str, after: str) -> bool:
    """A date, a price, a measure, a parcel number, or a part of a product's name."""
    prefix = _PREFIX.match(token)
    if (prefix and prefix.group() in _NOT_AN_ORDER) or PARCEL.fullmatch(token):
        return True
    if "-" in token and (_DATE.fullmatch(token) or _DATE_LAST.fullmatch(token)):
        return True
    if not token.isdigit():
        return False
    decimal = after[:1] in (".", ",") and after[1:2].isdigit()
    return decimal or before[-1:] in tuple("$¥€£.") or after.lstrip(" ").startswith(_UNITS)


def _whole_message(text: str) -> list[OrderId]:
    """A message that is nothing but a number answers "which order?"."""
    value = text.strip(" \t\r\n.,;!?。，；！？#:")
    if not value.isascii() or not value.isdigit() or not 5 <= len(value) <= 24:
        return []
    if is_phone(value) or _DATE.fullmatch(value) or is_card(value):
        return []
    start = text.index(value)
    return [OrderId(value, start, start + len(value))]
