"""The chat on web pages. Its two doors, HTTP and WebSocket, share these use cases, so the transactions are here."""

from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.channels.gate import Gate
from crm_backend.channels.rules import clean_text
from crm_backend.channels.schemas import SentMessage, SessionAnswer, SessionCustomer, SessionRequest
from crm_backend.conversations.schemas import Feed, Received
from crm_backend.conversations.service import ConversationService
from crm_backend.customers.models import Identity
from crm_backend.customers.service import CustomerService
from crm_backend.errors import NotFound, Unauthorized
from crm_backend.kit.auth import sign, verify
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database
from crm_backend.kit.failpoints import passing
from crm_backend.settings import Settings

CHANNEL = "web"


@dataclass(frozen=True)
class Caller:
    """Who is at the door: an identity proven by a chat session's token, and where they write from."""

    identity_id: str
    address: str
    locale: str


class ChatService:
    """Sessions, messages and feeds of customers on web pages."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        database: Database,
        customers: CustomerService,
        conversations: ConversationService,
        gate: Gate | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._customers = customers
        self._conversations = conversations
        self._gate = gate or Gate(settings)

    async def open_session(self, request: SessionRequest, address: str, locale: str) -> SessionAnswer:
        """A token for a customer that the shop signed for, for the visitor of before, or for a new visitor."""
        self._gate.session(address)
        wish = request.locale or locale
        async with self._database.transaction() as session:
            identity = await self._identity(session, request, wish)
            customer = await self._customers.get(session, identity.customer_id)
        expires_at = self._clock() + timedelta(seconds=self._settings.chat_session_lifetime)
        token = sign(self._settings.secret_key, "chat", identity.id, expires_at)
        known = SessionCustomer(name=customer.name if identity.verified else None, verified=identity.verified)
        return SessionAnswer(token=token, customer=known, locale=wish)

    def identity_id(self, token: str) -> str:
        """Whose session this is; Unauthorized if the token is not one of ours, or too old."""
        return str(verify(self._settings.secret_key, "chat", token)["sub"])

    async def take(self, caller: Caller, sent: SentMessage) -> Received:
        """Store a message, once. When this returns, it is acknowledged and can't be lost."""
        self._gate.message(caller.identity_id, caller.address)
        text = None if sent.text is None else clean_text(sent.text, self._settings.max_message_characters)
        async with self._database.transaction() as session:
            await self._known(session, caller)
            received = await self._conversations.receive(
                session,
                caller.identity_id,
                client_message_id=sent.client_message_id,
                text=text,
                button_id=sent.button_id,
                address=caller.address,
                locale=caller.locale,
            )
        passing(self._settings, "after-intake")
        return received

    async def start(self, caller: Caller) -> None:
        """Have the assistant greet, unless a conversation is open."""
        self._gate.message(caller.identity_id, caller.address)
        async with self._database.transaction() as session:
            await self._known(session, caller)
            await self._conversations.start(session, caller.identity_id, address=caller.address, locale=caller.locale)

    async def end(self, caller: Caller) -> None:
        """The customer leaves the open conversation, if there is one."""
        self._gate.message(caller.identity_id, caller.address)
        async with self._database.transaction() as session:
            await self._known(session, caller)
            await self._conversations.leave(session, caller.identity_id)

    async def feed(self, caller: Caller, after: str | None) -> Feed:
        """What is new since the cursor."""
        async with self._database.reading() as session:
            return await self._conversations.feed(session, caller.identity_id, after)

    async def greet_socket(self, caller: Caller) -> None:
        """Unauthorized if the customer was erased since the token was signed."""
        async with self._database.reading() as session:
            await self._known(session, caller)

    async def _known(self, session: AsyncSession, caller: Caller) -> Identity:
        try:
            return await self._customers.get_identity(session, caller.identity_id)
        except NotFound:
            raise Unauthorized("chat.session_over") from None

    async def _identity(self, session: AsyncSession, request: SessionRequest, locale: str) -> Identity:
        if request.identity:
            claims = verify(self._settings.identity_secret, "identity", request.identity)
            return await self._customers.signed_identity(session, CHANNEL, claims, locale)
        if request.token:
            try:
                former = await self._customers.get_identity(session, self.identity_id(request.token))
            except (Unauthorized, NotFound):
                former = None  # too old, or erased: a new visitor then
            if former is not None and not former.verified:  # for the others, the shop has to sign again
                return former
        return await self._customers.visitor_identity(session, CHANNEL, None, locale)


CHAT = web.AppKey("chat", ChatService)
