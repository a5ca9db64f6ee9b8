"""Proposals, readings and models made ready for the pages."""

from datetime import UTC, datetime

from crm_backend.needs.schemas import ModelView, NeedReadingView, WordView
from crm_backend.solutions.schemas import ReasonsView, ShownProposal
from crm_backend.ui.console.needs.views import known, model_lines, proposed
from tests.crm_backend.ui.needs.conftest import READ

NOW = datetime(2026, 11, 5, tzinfo=UTC)


def _proposal(proposal_id: str, message_id: str) -> ShownProposal:
    return ShownProposal(
        id=proposal_id,
        message_id=message_id,
        solution_id="return-window",
        version=1,
        title="How long?",
        need="return_refund",
        rank=1,
        score=0.8,
        reasons=ReasonsView(words=["late"], need="return_refund", helped=2, failed=1),
        helped=None,
        created_at=NOW,
        outcome_at=None,
    )


def _model(model_id: str, accuracy: float | None, *, active: bool = False, kind: str = "needs") -> ModelView:
    metrics = {} if accuracy is None else {"accuracy": {"all": {"examples": 9, "accuracy": accuracy}}}
    made = {"id": model_id, "kind": kind, "head": None, "fingerprint": "f", "seeds": None, "metrics": metrics}
    return ModelView.model_validate(made | {"active": active, "created_at": NOW})


def test_proposals_stand_with_the_message_that_asked_for_them() -> None:
    found = proposed([_proposal("a", "m1"), _proposal("b", "m2"), _proposal("c", "m1")], "en")
    assert [one.shown.id for one in found["m1"]] == ["a", "c"]
    assert found["m2"][0].reasons[0] == "Shares these words with the question: late"


def test_words_are_measured_by_the_weightiest_also_one_that_speaks_against_it() -> None:
    why = [WordView(word="a", weight=0.5), WordView(word="b", weight=-2.0), WordView(word="c", weight=1.0)]
    reading = NeedReadingView.model_validate(READ).model_copy(update={"why": why})
    assert known("invoice", None, reading, None).words == [("b", -1.0), ("c", 0.5), ("a", 0.25)]
    assert known(None, None, None, None).words == []


def test_a_model_is_worse_only_than_the_active_one_of_its_kind() -> None:
    of_needs = [_model("a", 0.9, active=True), _model("b", 0.8), _model("c", 0.95), _model("d", None)]
    lines = model_lines([*of_needs, _model("e", None, kind="bot")])
    assert {line.model.id: line.worse for line in lines} == {"a": False, "b": True, "c": False, "d": True, "e": False}
