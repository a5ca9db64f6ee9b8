"""How single values of a line are read: liberal where it is safe, refused with a reason of ours where not."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, NoReturn

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from crm_backend.kit import contacts, texts
from crm_backend.orders.rules import STATES

_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
LONGEST_ID = 100


def _refuse(code: str, **params: str | int) -> NoReturn:
    raise PydanticCustomError("rapport", code, params)


def _plain(value: object, longest: int) -> str | None:
    """A text, or a number as a text; blank is None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        _refuse("not_a_text")
    text = str(value).strip()
    if len(text) > longest:
        _refuse("too_long", limit=longest)
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in text):
        _refuse("control_characters")
    return text or None


def _text(longest: int) -> Callable[[object], str | None]:
    return lambda value: _plain(value, longest)


def _id(value: object) -> str:
    text = _plain(value, LONGEST_ID)
    if text is None or not any(map(str.isalnum, text)) or "\n" in text or "\t" in text:
        _refuse("not_an_id")
    return text


def _phone(value: object, info: ValidationInfo) -> str | None:
    text = _plain(value, 40)
    regions: Iterable[str] = (info.context or {}).get("regions", ())
    number = contacts.phone_number(text, regions) if text else None
    if text and number is None:
        _refuse("not_a_phone", value=text)
    return number


def _email(value: object) -> str | None:
    text = _plain(value, 254)
    address = contacts.email_address(text) if text else None
    if text and address is None:
        _refuse("not_an_email", value=text)
    return address


def _money(value: object) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        _refuse("not_an_amount")
    text = str(value).strip()
    try:
        amount = Decimal(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    except InvalidOperation:
        _refuse("not_an_amount")
    if not amount.is_finite() or amount < 0:
        _refuse("not_an_amount")
    return amount


def _currency(value: object) -> str | None:
    text = _plain(value, 10)
    if text is not None and not _CURRENCY.fullmatch(text.upper()):
        _refuse("not_a_currency", value=text)
    return text.upper() if text else None


def _time(value: object) -> datetime | None:
    """ISO 8601; a day alone is its midnight, and without a zone it is UTC."""
    text = _plain(value, 40)
    if text is None:
        return None
    day = _DAY.fullmatch(text)
    try:
        moment = datetime(*map(int, day.groups())) if day else datetime.fromisoformat(text)  # type: ignore[arg-type]
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        _refuse("not_a_time", value=text)
    if not 1970 <= moment.year <= 2999:
        _refuse("not_a_time", value=text)
    return moment


def _state(value: object) -> str | None:
    text = _plain(value, 40)
    if text is None:
        return None
    state = re.sub(r"[\s-]+", "_", text.lower())
    state = "cancelled" if state == "canceled" else state
    if state not in STATES:
        _refuse("not_a_state", value=text, states=", ".join(STATES))
    return state


def _quantity(value: object) -> int:
    text = _plain(value, 10)
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 1_000_000:
        _refuse("not_a_quantity")
    return int(text)


def _locale(value: object) -> str | None:
    text = _plain(value, 20)
    if text is None:
        return None
    language = text.lower().replace("_", "-").split("-")[0]
    if language not in texts.LANGUAGES:
        _refuse("not_a_locale", value=text)
    return language


Id = Annotated[str, BeforeValidator(_id)]
Reference = Annotated[str | None, BeforeValidator(lambda value: None if value is None else _id(value))]
Name = Annotated[str | None, BeforeValidator(_text(200))]
Words = Annotated[str | None, BeforeValidator(_text(500))]
Phone = Annotated[str | None, BeforeValidator(_phone)]
Email = Annotated[str | None, BeforeValidator(_email)]
Money = Annotated[Decimal | None, BeforeValidator(_money)]
Currency = Annotated[str | None, BeforeValidator(_currency)]
Time = Annotated[datetime | None, BeforeValidator(_time)]
State = Annotated[str | None, BeforeValidator(_state)]
Quantity = Annotated[int, BeforeValidator(_quantity)]
Locale = Annotated[str | None, BeforeValidator(_locale)]
