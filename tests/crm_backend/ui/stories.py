"""Conversations as they lie in the ledger, for pages to show."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from crm_backend.conversations.models import Conversation, OutboxEntry, Turn
from crm_backend.conversations.service import CONVERSATIONS
from crm_backend.customers.service import CUSTOMERS
from crm_backend.kit.ids import new_id
from crm_backend.kit.web import DATABASE

LONG_TALK = [
    "My mother's lamp of order A1003 arrived broken",
    "hello?",
    "能不能在周五之前换一个新的",
    *("ok", "thanks", "hi", "thank you", "hello"),
]
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


async def write(app: web.Application, text: str, *, identity_id: str | None = None, name: str | None = None) -> str:
    """A customer writes; the id of their conversation. With a name, the shop signed for them."""
    ledger, customers = app[CONVERSATIONS], app[CUSTOMERS]
    async with app[DATABASE].transaction() as session:
        if identity_id is None and name:
            claims = {"sub": f"c-{name[:20]}", "name": name, "email": "mei@shop.example"}
            identity_id = (await customers.signed_identity(session, "web", claims)).id
        elif identity_id is None:
            identity_id = (await customers.visitor_identity(session, "web", None, None)).id
        received = await ledger.receive(session, identity_id, client_message_id=new_id(), text=text)
        return received.message.conversation_id


async def talk(app: web.Application, texts: Sequence[str], *, name: str) -> str:
    """A customer writes several times; the id of their conversation."""
    return [await write(app, text, name=name) for text in texts][-1]


async def answer(app: web.Application, conversation_id: str, text: str, **turn: Any) -> str:
    """The assistant answers the newest message in a turn of its own; the id of the turn."""
    ledger = app[CONVERSATIONS]
    async with app[DATABASE].transaction() as session:
        conversation = await ledger.lock(session, conversation_id)
        row = await _turn(session, conversation, turn)
        ledger.add_reply(
            session,
            conversation,
            text,
            buttons=turn.get("buttons", []),
            response="utter_order_status",
            language=conversation.language,
            turn_id=row.id,
        )
        ledger.changed(session, conversation)
        return row.id


async def _turn(session: AsyncSession, conversation: Conversation, given: dict[str, Any]) -> Turn:
    now: datetime = conversation.updated_at
    entry = OutboxEntry(
        id=new_id(), conversation_id=conversation.id, kind="text", state="done", available_at=now, created_at=now
    )
    conversation.turn_count += 1
    confidence = 0.9731
    row = Turn(
        id=new_id(),
        conversation_id=conversation.id,
        entry_id=entry.id,
        number=conversation.turn_count,
        attempt=1,
        epoch=conversation.epoch,
        kind="text",
        language=conversation.language,
        state=given.get("state", "done"),
        failure=given.get("failure"),
        model_id="20261123-light",
        understanding=given.get(
            "understanding",
            {
                "intent": {"name": "order_status", "confidence": confidence},
                "ranking": [
                    {"name": "order_status", "confidence": confidence},
                    {"name": "cancel_order", "confidence": 0.0181},
                    {"name": "greet", "confidence": 0.0049},
                ],
                "entities": [{"entity": "order_id", "value": "A1001", "start": 7, "end": 12}],
            },
        ),
        steps=[
            {"action": "action_order_status", "policy": "RulePolicy", "confidence": 1.0, "rule": "order status"},
            {"action": "action_listen", "policy": "RulePolicy", "confidence": 1.0, "rule": None},
        ],
        calls=given.get("calls", [_call("ok")]),
        effects=given.get("effects", []),
        events=[],
        tracker_state={"slots": given.get("slots", {"order_id": "A1001", "language": "en", "requested_slot": None})},
        started_at=now,
        ended_at=now + timedelta(milliseconds=48),
        milliseconds=48.3,
    )
    session.add_all([entry, row])
    await session.flush()
    return row


def _call(status: str) -> dict[str, Any]:
    response = {"events": [{"event": "slot", "name": "order_id", "value": "A1001"}], "responses": []}
    return {
        "action": "action_order_status",
        "started_ms": 6.1,
        "ms": 21.4,
        "status": status,
        "request": {},
        "response": response,
        "error": None,
    }
