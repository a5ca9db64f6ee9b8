"""From rows of the ledger to what others see. No I/O."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, or_

from crm_backend.conversations.models import Conversation, Message, Turn
from crm_backend.conversations.rules import rank
from crm_backend.conversations.schemas import (
    ButtonView,
    ConversationSummary,
    MessageView,
    StaffMessageView,
    StateView,
    SurveyView,
    TurnView,
)

Summary = ConversationSummary


def message(row: Message, names: Mapping[str, str]) -> MessageView:
    return MessageView.model_validate(_message_fields(row, names))


def staff_message(row: Message, names: Mapping[str, str]) -> StaffMessageView:
    fields = {"turn_id": row.turn_id, "response": row.response, "moved_to": row.moved_to}
    return StaffMessageView.model_validate(_message_fields(row, names) | fields)


def _message_fields(row: Message, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "seq": row.seq,
        "sender": row.sender,
        "author": names.get(row.staff_id) if row.staff_id else None,
        "text": row.text,
        "buttons": [ButtonView(id=b["id"], title=b["title"]) for b in row.buttons or []],
        "button_id": row.button_id,
        "language": row.language,
        "created_at": row.created_at,
        "client_message_id": row.client_message_id,
    }


def state(row: Conversation, working: bool, names: Mapping[str, str], survey: SurveyView | None) -> StateView:
    return StateView.model_validate(
        {
            "conversation_id": row.id,
            "holder": row.holder,
            "working": working,
            "agent": names.get(row.agent_id or "") if row.holder == "agent" else None,
            "outcome": row.outcome,
            "follows": row.follows_id,
            "language": row.language,
            "survey": survey,
        }
    )


def summary(
    row: Conversation,
    customer_name: str | None,
    verified: bool,
    last: Message | None,
    about: str | None,
    names: Mapping[str, str],
    surveys: Mapping[str, SurveyView],
) -> ConversationSummary:
    return ConversationSummary.model_validate(
        {
            "id": row.id,
            "customer_id": row.customer_id,
            "customer_name": customer_name,
            "verified": verified,
            "channel": row.channel,
            "language": row.language,
            "holder": row.holder,
            "agent_id": row.agent_id,
            "agent": names.get(row.agent_id) if row.agent_id else None,
            "outcome": row.outcome,
            "need": row.need,
            "priority": row.priority,
            "about": about[:200] if about else None,
            "last_text": last.text[:200] if last else None,
            "last_sender": last.sender if last else None,
            "waiting_since": waiting_since(row),
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "resolved_at": row.resolved_at,
            "survey": surveys.get(row.id),
        }
    )


def waiting_since(row: Conversation) -> datetime | None:
    """The customer's last message, if nobody has answered since and the conversation is open."""
    if row.holder == "nobody" or row.last_customer_at is None:
        return None
    answered = row.last_reply_at is not None and row.last_reply_at >= row.last_customer_at
    return row.last_customer_at if row.holder == "queue" or not answered else None


def turn(row: Turn, message_id: str | None) -> TurnView:
    return TurnView.model_validate(
        {
            "id": row.id,
            "number": row.number,
            "attempt": row.attempt,
            "kind": row.kind,
            "event": row.event,
            "message_id": message_id,
            "language": row.language,
            "state": row.state,
            "failure": row.failure,
            "model_id": row.model_id,
            "understanding": row.understanding,
            "steps": row.steps or [],
            "calls": row.calls or [],
            "effects": row.effects or [],
            "slots": (row.tracker_state or {}).get("slots", {}),
            "started_at": row.started_at,
            "milliseconds": row.milliseconds,
        }
    )


# rules.rank, in SQL
queue_rank = case((Conversation.priority == "urgent", 0), (Conversation.priority == "high", 1), else_=2)


def page_mark(row: Conversation, *, ranked: bool = False) -> str:
    """Where a page ended. `ranked`: in a list whose first order is the priority."""
    mark = f"{row.updated_at.isoformat()}~{row.id}"
    return f"{rank(row.priority)}~{mark}" if ranked else mark


def before_page_mark(mark: str, *, ranked: bool = False) -> ColumnElement[bool]:
    """Rows that come after `mark` in the list. An unreadable mark means the first page."""
    place, _, rest = mark.partition("~") if ranked else ("0", "", mark)
    later = _before(rest)
    if later is None or not place.isdecimal():
        return Conversation.id.is_not(None)
    return or_(queue_rank > int(place[:3]), and_(queue_rank == int(place[:3]), later)) if ranked else later


def _before(mark: str) -> ColumnElement[bool] | None:
    time, _, row_id = mark.partition("~")
    moment: datetime | None
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return None
    same = and_(Conversation.updated_at == moment, Conversation.id < row_id)
    return or_(Conversation.updated_at < moment, same)
