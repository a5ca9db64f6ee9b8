"""Customers and their identities: the only door to them."""

from collections.abc import Collection, Mapping, Sequence
from secrets import token_urlsafe

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.customers import repository
from crm_backend.customers.models import Customer, Identity
from crm_backend.customers.schemas import CustomerFields, CustomerProfile, CustomerRecord
from crm_backend.errors import Invalid, NotFound
from crm_backend.kit import bulk, contacts, texts
from crm_backend.kit.clock import Clock
from crm_backend.kit.events import Events
from crm_backend.settings import Settings

_LONGEST_ID = 200
_LONGEST_NAME = 200
_MOST_MATCHES = 500


class CustomerService:
    """Who writes to us, on which channel, and whether the shop signed for it."""

    def __init__(self, settings: Settings, clock: Clock, events: Events) -> None:
        self._settings = settings
        self._clock = clock
        self._events = events

    async def visitor_identity(
        self, session: AsyncSession, channel: str, visitor_id: str | None, locale: str | None
    ) -> Identity:
        """The identity of someone the shop did not sign for; a new one without a `visitor_id` (the channel's own)."""
        address = f"visitor:{visitor_id or token_urlsafe(16)}"
        now = self._clock()
        visitor = Customer(locale=self._language(locale), created_at=now, updated_at=now)
        return await self._identity(session, visitor, channel, address)

    async def signed_identity(
        self, session: AsyncSession, channel: str, claims: Mapping[str, object], locale: str | None = None
    ) -> Identity:
        """The identity that the shop signed for: the same on every device. `claims` are those of its token.

        What the claims say of name, e-mail and phone replaces what was known; what can't be read is left out.
        """
        external_id = str(claims.get("sub") or "").strip()
        if not external_id or len(external_id) > _LONGEST_ID:
            raise Invalid("customers.no_external_id")
        record = CustomerRecord(external_id, self._fields_of(claims, locale))
        await repository.store(session, [record], self._clock())
        customer = await repository.customer_known_as(session, external_id)
        return await self._identity(session, customer, channel, f"customer:{external_id}")

    async def get_identity(self, session: AsyncSession, identity_id: str) -> Identity:
        found = await repository.identity(session, identity_id)
        if found is None:
            raise NotFound("customers.identity_not_found")
        return found

    async def lock_identity(self, session: AsyncSession, identity_id: str) -> Identity:
        """The identity, with its row locked until the transaction ends: the first lock of whoever writes for it."""
        found = await repository.identity(session, identity_id, lock=True)
        if found is None:
            raise NotFound("customers.identity_not_found")
        return found

    async def verified_identities(self, session: AsyncSession, identity_ids: Collection[str]) -> set[str]:
        """Those of the identities that the shop signed for."""
        return await repository.verified(session, identity_ids)

    async def get(self, session: AsyncSession, customer_id: str) -> CustomerProfile:
        """A customer's file; NotFound if there is none."""
        found = await self.by_ids(session, [customer_id])
        if customer_id not in found:
            raise NotFound("customers.not_found")
        return found[customer_id]

    async def by_ids(self, session: AsyncSession, customer_ids: Collection[str]) -> dict[str, CustomerProfile]:
        """The files of those that exist, by id."""
        found = await repository.customers(session, customer_ids)
        return {customer.id: CustomerProfile.model_validate(customer, from_attributes=True) for customer in found}

    async def ids_matching(self, session: AsyncSession, search: str) -> list[str]:
        """Ids of customers whose name, e-mail, phone or external id holds the words; at most 500."""
        return await repository.ids_matching(session, search.strip(), limit=_MOST_MATCHES)

    async def store(self, session: AsyncSession, records: Sequence[CustomerRecord]) -> bulk.Stored:
        """Create or update customers by external id. Contacts come in their one form (kit.contacts)."""
        return await repository.store(session, records, self._clock())

    async def ids(self, session: AsyncSession, external_ids: Collection[str]) -> dict[str, str]:
        """Customer ids by external id, of those that exist."""
        return await repository.ids(session, external_ids)

    async def _identity(self, session: AsyncSession, customer: Customer, channel: str, address: str) -> Identity:
        """The identity at that address; if there is none yet, one of this customer, verified if the shop knows them."""
        known = await repository.identity_at(session, channel, address)
        return known or await repository.add_identity(session, customer, channel, address, self._clock())

    def _fields_of(self, claims: Mapping[str, object], locale: str | None) -> CustomerFields:
        fields = CustomerFields()
        if isinstance(name := claims.get("name"), str) and name.strip():
            fields["name"] = name.strip()[:_LONGEST_NAME]
        if isinstance(email := claims.get("email"), str) and (address := contacts.email_address(email)):
            fields["email"] = address
        if isinstance(phone := claims.get("phone"), str):
            number = contacts.phone_number(phone, self._settings.phone_regions)
            if number:
                fields["phone"] = number
        if language := self._language(locale):
            fields["locale"] = language
        return fields

    @staticmethod
    def _language(locale: str | None) -> str | None:
        return texts.choose_language(locale) if locale else None


CUSTOMERS = web.AppKey("customers", CustomerService)
