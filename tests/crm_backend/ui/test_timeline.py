from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crm_backend.conversations.schemas import ConversationSummary, CustomerView, Reading, StaffMessageView, TurnView
from crm_backend.solutions.schemas import ShownProposal
from crm_backend.ui.console.needs.views import Proposed
from crm_backend.ui.console.timeline import LONGEST_ANSWER, explain, timeline

START = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)


def _message(seq: int, sender: str, turn_id: str | None = None) -> StaffMessageView:
    created_at = START + timedelta(seconds=seq)
    fields = {"id": f"m{seq}", "conversation_id": "c", "seq": seq, "sender": sender, "text": "…", "turn_id": turn_id}
    return StaffMessageView.model_validate(fields | {"created_at": created_at})


def _turn(turn_id: str, started: float, **given: Any) -> TurnView:
    fields: dict[str, Any] = {
        "id": turn_id,
        "number": 1,
        "attempt": 1,
        "kind": "text",
        "event": None,
        "message_id": None,
        "language": "en",
        "state": "done",
        "failure": None,
        "model_id": None,
        "understanding": None,
        "steps": [],
        "calls": [],
        "effects": [],
        "slots": {},
        "started_at": START + timedelta(seconds=started),
        "milliseconds": 12.0,
    }
    return TurnView.model_validate(fields | given)


def _reading(messages: list[StaffMessageView], turns: list[TurnView]) -> Reading:
    summary = dict.fromkeys(ConversationSummary.model_fields)
    summary |= {"id": "c", "customer_id": "k", "verified": False, "channel": "web", "language": "en"}
    summary |= {"holder": "assistant", "created_at": START, "updated_at": START}
    customer = dict.fromkeys(CustomerView.model_fields)
    customer |= {"conversation_id": "c", "customer_id": "k", "identity_id": "i", "verified": False}
    customer |= {"language": "en", "channel": "web"}
    return Reading.model_validate(
        {
            "conversation": summary,
            "customer": customer,
            "follows_id": None,
            "epoch": 0,
            "summary": None,
            "messages": messages,
            "turns": turns,
        }
    )


def test_a_turn_stands_before_its_replies_and_a_failed_one_where_it_happened() -> None:
    messages = [
        _message(1, "customer"),
        _message(2, "customer"),  # while the assistant was still at work on the first
        _message(3, "assistant", "t1"),
        _message(4, "assistant", "t1"),
    ]
    turns = [_turn("failed", 1.2, state="failed", number=None), _turn("t1", 1.5), _turn("late", 9, state="failed")]
    items = timeline(_reading(messages, turns))
    assert [item.key for item in items] == [
        "message-m1",
        "turn-failed",
        "message-m2",
        "turn-t1",
        "message-m3",
        "message-m4",
        "turn-late",
    ]
    assert timeline(_reading(messages, turns), newest=2) == items[-2:]


def test_what_was_stored_is_told_in_names_and_figures() -> None:
    why = explain(
        _turn(
            "t1",
            1,
            understanding={
                "intent": {"name": "cancel_order", "confidence": 0.9},
                "ranking": [{"name": f"i{n}", "confidence": 0.1} for n in range(9)],
                "entities": [{"entity": "order_id", "value": "A1001"}],
            },
            calls=[{"action": "action_cancel", "status": "timeout", "ms": 2000.0, "response": None, "error": "late"}],
            effects=[{"kind": "handoff", "reason": "assistant_failed"}, {"kind": "ask_csat"}],
            slots={"order_id": "A1001", "empty": None, "verified": False},
        )
    )
    assert (why.intent, why.confidence, len(why.ranking)) == ("cancel_order", 0.9, 5)
    assert why.entities == [("order_id", "A1001")]
    assert why.effects == [("handoff", "reason: assistant_failed"), ("ask_csat", "")]
    assert why.slots == [("order_id", "A1001"), ("verified", "false")]
    assert why.bad
    assert why.calls[0].answer == ""


@pytest.mark.parametrize(
    "understanding", [None, {}, {"intent": None, "ranking": None, "entities": "?"}, {"ranking": [1]}]
)
def test_a_turn_of_which_little_is_known_can_be_shown(understanding: dict[str, Any] | None) -> None:
    why = explain(_turn("t1", 1, understanding=understanding))
    assert (why.intent, why.ranking, why.entities, why.bad) == (None, [], [], False)


def test_a_long_answer_is_cut() -> None:
    why = explain(_turn("t1", 1, calls=[{"action": "a", "status": "ok", "response": {"x": "y" * 9000}}]))
    assert len(why.calls[0].answer) == LONGEST_ANSWER + 1


def test_proposals_are_in_the_why_of_the_turn_that_was_done_for_their_message() -> None:
    proposal = Proposed(ShownProposal.model_construct(id="p"), ["Written for this need"])
    turns = [_turn("failed", 1, message_id="m1", state="failed"), _turn("done", 2, message_id="m1"), _turn("other", 3)]
    items = timeline(_reading([_message(1, "customer")], turns), None, {"m1": [proposal]})
    whys = {item.why.turn.id: list(item.why.proposals) for item in items if item.why}
    assert whys == {"failed": [], "done": [proposal], "other": []}
