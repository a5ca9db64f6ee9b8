"""What is known of a customer, as others see it."""

from dataclasses import dataclass
from typing import TypedDict

from pydantic import BaseModel


class CustomerProfile(BaseModel):
    """A customer's file. `external_id` is the shop's own id; a visitor has none."""

    id: str
    external_id: str | None
    name: str | None
    email: str | None
    phone: str | None
    locale: str | None


class CustomerFields(TypedDict, total=False):
    """What a source says of a customer; what it leaves out stays as it is. Contacts in their one form."""

    name: str | None
    email: str | None
    phone: str | None
    locale: str | None


@dataclass(frozen=True)
class CustomerRecord:
    external_id: str
    fields: CustomerFields
