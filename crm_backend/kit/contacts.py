"""Phone numbers and e-mail addresses in one form each: E.164, and lower case."""

import re
import unicodedata
from collections.abc import Iterable

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from rapport_text.contacts import find_contacts

_PHONE_LOOK = re.compile(r"\+?[0-9 ()./-]{7,40}")
_LONGEST_EMAIL = 254


def email_address(text: str) -> str | None:
    """The address in lower case, or None if it is not one. Nothing is asked of the network."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > _LONGEST_EMAIL:
        return None
    try:
        return validate_email(plain, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return None


def phone_number(text: str, regions: Iterable[str]) -> str | None:
    """The number in E.164: of the first region in which it is valid, else as the first region would dial it.

    A number that no telephone company gave out is kept all the same: shops have such numbers on their orders.
    """
    first: str | None = None
    for region in regions:
        number = _parsed(text, region)
        if number is None:
            continue
        if phonenumbers.is_valid_number(number):
            return _e164(number)
        first = first or _e164(number)
    return first


def readings(text: str, regions: Iterable[str]) -> frozenset[str]:
    """All that the first contact in a customer's words may mean, in one form each; empty if there is none."""
    found = find_contacts(text)
    if not found:
        return frozenset()
    if found[0].kind == "email":
        address = email_address(found[0].value)
        return frozenset({address} if address else ())
    numbers = (_parsed(found[0].value, region) for region in regions)
    return frozenset(_e164(number) for number in numbers if number is not None)


def region_of(phone: str) -> str | None:
    """The main region (ISO 3166) that dials an E.164 number without its country code, or None."""
    number = _parsed(phone, None)
    region = phonenumbers.region_code_for_country_code((number and number.country_code) or 0)
    return region if region in phonenumbers.SUPPORTED_REGIONS else None


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _PHONE_LOOK.fullmatch(plain) or not 7 <= sum(map(str.isdigit, plain)) <= 18:
        return None
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None
    return number if len(_e164(number)) <= 16 else None


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
