"""What an operation needs to know, checked before the customer is asked to confirm it. Values in, values out."""

import re
from collections.abc import Collection, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from crm_backend.errors import Invalid
from crm_backend.kit import contacts
from crm_backend.orders import possible

_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_PLACE = re.compile(r"[省市区县旗镇乡村路街道巷弄号栋幢楼室苑园里屯]")
_OTHER_PLACE = re.compile(r"(?=.*[^\W\d_]).*[\d,]")  # letters, and a number or parts
_HAN_DISTRICT = re.compile(r".{1,20}?(?:(?<![小社园校厂])区|[县旗])(?=.)|.{1,12}?市(?=.)")  # 小区 is no district
_HAN_ADDRESS, _OTHER_ADDRESS = 6, 10  # characters, at least


class _Details(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class NoDetails(_Details):
    pass


class NewAddress(_Details):
    """`phone`: whom the courier calls; the phone that proves the order stays what it is."""

    address: str = Field(max_length=300)
    recipient: str | None = Field(None, min_length=1, max_length=80)
    phone: str | None = Field(None, max_length=80)


class Quantity(_Details):
    """An article by one of its names on the order; 0 takes it out."""

    name: str = Field(min_length=1, max_length=300)
    quantity: int = Field(ge=0, le=99)


class NewItems(_Details):
    items: list[Quantity] = Field(min_length=1, max_length=50)


class NewTime(_Details):
    wish: str = Field(min_length=1, max_length=300)


class Return(_Details):
    reason: str | None = Field(None, max_length=2000)


class Exchange(_Details):
    wish: str = Field(min_length=1, max_length=2000)


class Repair(_Details):
    fault: str = Field(min_length=1, max_length=2000)


Details = dict[str, JsonValue]
Problem = Literal["address", "phone", "details", "items_unknown", "items_same", "items_none", "items_more", "price"]
_SHAPES: dict[str, type[_Details]] = {
    possible.CANCEL_ORDER: NoDetails,
    possible.CHANGE_ADDRESS: NewAddress,
    possible.CHANGE_ITEMS: NewItems,
    possible.CHANGE_TIME: NewTime,
    possible.REQUEST_RETURN: Return,
    possible.REQUEST_EXCHANGE: Exchange,
    possible.REQUEST_REPAIR: Repair,
}


def read_details(operation: str, given: Mapping[str, JsonValue], regions: Collection[str]) -> Details:
    """The details in one form; Invalid `orders.details_invalid` names the problem."""
    try:
        details = _SHAPES[operation].model_validate(dict(given))
    except ValidationError:
        raise invalid("details") from None
    if isinstance(details, NewAddress):
        details = _plausible(details, regions)
    return details.model_dump(exclude_none=True)


def invalid(problem: Problem) -> Invalid:
    return Invalid("orders.details_invalid", problem=problem)


def _plausible(given: NewAddress, regions: Collection[str]) -> NewAddress:
    address = " ".join(given.address.split())
    shortest, place = (_HAN_ADDRESS, _HAN_PLACE) if _HAN.search(address) else (_OTHER_ADDRESS, _OTHER_PLACE)
    if len(address) < shortest or not place.search(address):
        raise invalid("address")
    phone = contacts.phone_number(given.phone, regions) if given.phone else None
    if given.phone and phone is None:
        raise invalid("phone")
    return NewAddress(address=address, recipient=given.recipient, phone=phone)


def masked(address: str | None) -> str | None:
    """An address as it may be told: the district or the town, without street and number."""
    if not address:
        return None
    if _HAN.search(address):
        place = _HAN_DISTRICT.match(address)
        return (place.group() if place else address[:2]) + "****"
    parts = [part.strip() for part in address.split(",")]
    return "****, " + re.sub(r"\d", "*", ", ".join(parts[1:])) if len(parts) > 1 else "****"
