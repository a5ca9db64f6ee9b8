"""What the assistant gathered and what is asked for on orders, as the agent reads it."""

from datetime import UTC, datetime

import pytest
from aiohttp import web

from crm_backend.conversations.rules import QUEUE
from crm_backend.conversations.service import CONVERSATIONS
from crm_backend.kit.web import DATABASE
from crm_backend.orders.schemas import OrderRequestView
from crm_backend.ui.console.facts import details
from tests.crm_backend.ui.conftest import NewClient
from tests.crm_backend.ui.stories import HOSTILE, write


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("en", ("What the assistant found out", "Delivery problem", "Already tried", "Shipped", "Overdue")),
        ("zh", ("智能助手已了解的情况", "配送问题", "已尝试", "已发货", "超时未到")),
    ],
)
async def test_the_agent_sees_what_was_gathered(
    console: web.Application, new_client: NewClient, locale: str, told: tuple[str, ...]
) -> None:
    conversation_id = await write(console, "my parcel is gone")
    gathered = {"need": "delivery_problem", "state": "shipped", "problem": "late", "tried": HOSTILE, "new_fact": "kept"}
    async with console[DATABASE].transaction() as session:
        conversation = await console[CONVERSATIONS].lock(session, conversation_id)
        await console[CONVERSATIONS].change_holder(session, conversation, QUEUE, reason="complaint", gathered=gathered)
    client = await new_client("agent", locale)
    page = await (await client.get(f"/console/conversations/{conversation_id}")).text()
    for words in (*told, "new_fact", "kept"):
        assert words in page
    assert "<script>alert(1)" not in page


def test_a_request_is_told_with_its_amount_and_its_cause() -> None:
    given = {"amount": "299.00", "currency": "CNY", "because": "cancel_order"}
    request = OrderRequestView(
        id="r1", kind="refund", state="open", order_id="A1001", customer_id="p1", conversation_id="c1",
        details=dict(given), created_at=datetime(2026, 11, 5, tzinfo=UTC), ended_at=None, staff_id=None,
    )  # fmt: skip
    assert details(request, "en") == [("Because of", "a cancelled order"), ("Amount", "299.00 CNY")]
    assert details(request, "zh") == [("起因", "取消订单"), ("金额", "299.00 CNY")]
