"""Customers and orders of a test's own, so that no test depends on what another did to an order."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from crm_backend.orders.models import Order, PendingChange
from tests.stack.running import Stack


@dataclass
class Placed:
    """An order and what proves it."""

    order_id: str
    phone: str
    email: str


@dataclass
class Buyer:
    """A customer of the shop, by external id, with their orders in the order asked for."""

    customer: str
    name: str
    orders: list[Placed] = field(default_factory=list)


async def buyer(stack: Stack, *states: str, name: str = "Robin Gray", prefix: str = "T") -> Buyer:
    """A new customer with an order in each of the states, the first the newest."""
    number = secrets.randbelow(10**7)
    made = Buyer(f"test-{secrets.token_hex(6)}", name)
    email, phone = f"{made.customer}@example.com", f"+8613{secrets.randbelow(10**9):09d}"
    lines = [{"type": "customer", "id": made.customer, "name": name, "email": email, "phone": phone}]
    for index, state in enumerate(states):
        placed = Placed(f"{prefix}{number:07d}{index}", phone, email)
        made.orders.append(placed)
        lines.append(_order(placed, made.customer, state, index))
    async with stack.services() as services, services.database.transaction() as session:
        await services.loading.load(session, [json.dumps(line) for line in lines])
    return made


def _order(placed: Placed, customer: str, state: str, index: int) -> dict[str, object]:
    now = datetime.now(UTC)
    line: dict[str, object] = {
        "type": "order",
        "id": placed.order_id,
        "customer": customer,
        "state": state,
        "placed_at": (now - timedelta(days=1 + index)).isoformat(),
        "expected_at": (now + timedelta(days=3)).isoformat(),
        "phone": placed.phone,
        "email": placed.email,
        "total": f"{129 + index}.00",
        "currency": "CNY",
        "items": [{"name_en": f"Test lamp {index}", "name_zh": f"测试台灯{index}", "quantity": 1, "price": "129.00"}],
    }
    if state in ("shipped", "out_for_delivery", "delivered"):
        line |= {"courier": "SF Express", "tracking_number": f"SF{secrets.randbelow(10**12):012d}"}
    if state in ("delivered", "cancelled"):
        line[f"{state}_at"] = now.isoformat()
    return line


async def state_of(stack: Stack, order_id: str) -> str:
    """The state of an order in the store."""
    async with stack.services() as services, services.database.reading() as session:
        found = await session.scalar(select(Order.state).where(Order.external_id == order_id))
    assert found is not None, order_id
    return found


async def expire_changes(stack: Stack, conversation_id: str) -> None:
    """What waits for a confirmation in the conversation has waited too long."""
    async with stack.services() as services, services.database.transaction() as session:
        changes = update(PendingChange).where(PendingChange.conversation_id == conversation_id)
        await session.execute(changes.values(expires_at=datetime.now(UTC) - timedelta(minutes=1)))
