"""The domains of the ledger, wired as app.py wires them, over a test's database and a fake assistant."""

from dataclasses import dataclass
from typing import Any

from crm_backend.conversations.assistant_client import FakeAssistant
from crm_backend.conversations.dispatch import Dispatcher
from crm_backend.conversations.effects import Effects
from crm_backend.conversations.schemas import Feed, Received
from crm_backend.conversations.service import ConversationService
from crm_backend.conversations.sweeper import Sweeper
from crm_backend.conversations.turns import TurnKeeper
from crm_backend.customers.service import CustomerService
from crm_backend.handoff.service import HandoffService
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database
from crm_backend.kit.events import Events
from crm_backend.kit.hub import LocalHub
from crm_backend.replies.service import ReplyService
from crm_backend.satisfaction.service import SatisfactionService
from crm_backend.settings import Settings
from crm_backend.staff.models import Staff
from crm_backend.staff.service import StaffService

AGENTS = ("agent-a", "agent-b")


@dataclass
class Ledger:
    """What a customer, an agent and the dispatcher can do, in one line each."""

    settings: Settings
    clock: Clock
    database: Database
    hub: LocalHub
    events: Events
    customers: CustomerService
    staff: StaffService
    conversations: ConversationService
    satisfaction: SatisfactionService
    handoff: HandoffService
    keeper: TurnKeeper
    assistant: FakeAssistant
    sweeper: Sweeper

    async def visitor(self, visitor_id: str = "v1") -> str:
        """The id of a visitor's identity."""
        async with self.database.transaction() as session:
            return (await self.customers.visitor_identity(session, "web", visitor_id, "en")).id

    async def write(self, identity_id: str, text: str, client_message_id: str, **more: Any) -> Received:
        async with self.database.transaction() as session:
            return await self.conversations.receive(
                session, identity_id, client_message_id=client_message_id, text=text, **more
            )

    async def press(self, identity_id: str, button_id: str, client_message_id: str) -> Received:
        async with self.database.transaction() as session:
            return await self.conversations.receive(
                session, identity_id, client_message_id=client_message_id, button_id=button_id
            )

    async def feed(self, identity_id: str, after: str | None = None) -> Feed:
        async with self.database.reading() as session:
            return await self.conversations.feed(session, identity_id, after)

    async def do(self, service_call: Any, *args: Any, **more: Any) -> Any:
        """Call a service's method in a transaction of its own."""
        async with self.database.transaction() as session:
            return await service_call(session, *args, **more)

    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.settings, self.clock, self.database, self.hub, self.assistant, self.keeper)

    async def dispatch(self) -> None:
        """Answer everything that is due, and what becomes due by that."""
        dispatcher = self.dispatcher()
        while await dispatcher.take_due():
            while dispatcher.running:
                await dispatcher.wait_for_one()

    async def texts(self, identity_id: str) -> list[tuple[str, str]]:
        return [(message.sender, message.text) for message in (await self.feed(identity_id)).messages]


async def make_ledger(settings: Settings, clock: Clock, database: Database) -> Ledger:
    events, hub, assistant = Events(), LocalHub(), FakeAssistant()
    customers, staff = CustomerService(settings, clock, events), StaffService(settings, clock, events)
    conversations = ConversationService(settings, clock, events, hub, customers, staff)
    satisfaction = SatisfactionService(settings, clock, events)
    conversations.surveys = satisfaction
    async with database.transaction() as session:
        for agent in AGENTS:
            session.add(
                Staff(id=agent, email=f"{agent}@demo.example", name=agent.title(), role="agent", created_at=clock())
            )
    return Ledger(
        settings=settings,
        clock=clock,
        database=database,
        hub=hub,
        events=events,
        customers=customers,
        staff=staff,
        conversations=conversations,
        satisfaction=satisfaction,
        handoff=HandoffService(settings, clock, events, conversations, staff),
        keeper=TurnKeeper(settings, clock, conversations, Effects(conversations, events), ReplyService(clock, {})),
        assistant=assistant,
        sweeper=Sweeper(settings, clock, database, conversations, satisfaction),
    )


def closing(request: dict[str, Any]) -> dict[str, Any]:
    """An answer that closes the conversation with its need met, and asks for a rating."""
    rating = [{"title": str(n), "payload": f'/csat_rate{{"rating":"{n}"}}'} for n in range(1, 6)]
    effects = [{"kind": "log", "need": "order_status", "met": True}, {"kind": "ask_csat"}, {"kind": "resolve"}]
    return {"replies": [{"text": "How was it?", "buttons": rating}], "effects": effects}
