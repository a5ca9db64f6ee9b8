"""A small shop: services over a real database, and short ways to make customers, orders and conversations."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.models import Conversation
from crm_backend.conversations.service import ConversationService
from crm_backend.customers.schemas import CustomerFields, CustomerRecord
from crm_backend.customers.service import CustomerService
from crm_backend.kit.clock import Clock
from crm_backend.kit.db import Database
from crm_backend.kit.events import Events
from crm_backend.kit.hub import LocalHub
from crm_backend.kit.ids import new_id
from crm_backend.orders.schemas import ItemFields, OrderFields, OrderRecord
from crm_backend.orders.service import OrderService
from crm_backend.replies.originals import read_originals
from crm_backend.replies.service import ReplyService
from crm_backend.settings import Settings
from crm_backend.staff.service import StaffService

ITEMS = (
    ItemFields(product="lamp", name_en="Desk lamp", name_zh="台灯", quantity=2, price_minor=50000),
    ItemFields(product="bulb", name_en="Bulb", name_zh="灯泡", quantity=1, price_minor=29900),
)
PHONE, EMAIL = "+8613800138000", "li.wei@example.com"


@dataclass
class Shop:
    database: Database
    customers: CustomerService
    conversations: ConversationService
    orders: OrderService
    replies: ReplyService
    clock: Clock
    events: Events

    async def add_order(
        self,
        external_id: str,
        customer: str = "li-wei",
        *,
        state: str = "paid",
        placed_at: datetime | None = None,
        delivered_at: datetime | None = None,
    ) -> None:
        async with self.database.transaction() as session:
            fields = CustomerFields(name=customer, phone=PHONE, email=EMAIL)
            await self.customers.store(session, [CustomerRecord(customer, fields)])
            owner = (await self.customers.ids(session, [customer]))[customer]
            order = OrderFields(
                customer_id=owner,
                state=state,
                placed_at=placed_at or self.clock(),
                delivered_at=delivered_at,
                total_minor=129900,
                currency="CNY",
                address="上海市徐汇区漕溪北路88号",
                items=list(ITEMS),
                phone=PHONE,
                email=EMAIL,
            )
            await self.orders.store_orders(session, [OrderRecord(external_id, order)])

    async def conversation(self, customer: str | None = None, address: str | None = "203.0.113.7") -> str:
        """A conversation of a customer that the shop signed for, or of a new visitor."""
        async with self.database.transaction() as session:
            if customer:
                identity = await self.customers.signed_identity(session, "web", {"sub": customer})
            else:
                identity = await self.customers.visitor_identity(session, "web", None, "zh")
            return await self._open(session, identity.id, identity.customer_id, address)

    async def _open(self, session: AsyncSession, identity_id: str, customer_id: str, address: str | None) -> str:
        conversation = Conversation(
            id=new_id(),
            customer_id=customer_id,
            identity_id=identity_id,
            channel="web",
            address=address,
            language="zh",
            holder="assistant",
            created_at=self.clock(),
            updated_at=self.clock(),
        )
        session.add(conversation)
        return conversation.id


def make_shop(database: Database, settings: Settings, clock: Clock) -> Shop:
    events = Events()
    customers = CustomerService(settings, clock, events)
    staff = StaffService(settings, clock, events)
    conversations = ConversationService(settings, clock, events, LocalHub(), customers, staff)
    replies = ReplyService(clock, read_originals())
    orders = OrderService(settings, clock, events, customers, conversations, replies)
    return Shop(database, customers, conversations, orders, replies, clock, events)


@pytest.fixture
def shop(database: Database, settings: Settings, clock: Clock) -> Shop:
    return make_shop(database, settings, clock)
