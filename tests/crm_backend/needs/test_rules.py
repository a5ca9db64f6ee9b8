import pytest

from crm_backend.needs import rules


@pytest.mark.parametrize(
    ("current", "read", "labelled", "then"),
    [
        (None, "normal", None, "normal"),
        ("low", "high", None, "high"),
        ("urgent", "low", None, "urgent"),
        ("urgent", "low", "normal", "normal"),
        ("high", "normal", None, "normal"),
    ],
)
def test_urgent_stays_urgent_unless_staff_say_otherwise(
    current: str | None, read: str, labelled: str | None, then: str
) -> None:
    assert rules.next_priority(current, read, labelled) == then  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("current", "before", "read", "sure", "labelled", "then"),
    [
        (None, None, "invoice", True, None, "invoice"),
        (None, None, "invoice", False, None, None),
        (None, None, "other", True, None, None),
        ("invoice", "invoice", "exchange", True, None, "exchange"),
        ("cancel_order", "invoice", "exchange", True, None, None),
        ("cancel_order", "invoice", "exchange", True, "membership", "membership"),
    ],
)
def test_what_an_action_set_is_left_alone(
    current: str | None, before: str | None, read: str, sure: bool, labelled: str | None, then: str | None
) -> None:
    assert rules.next_need(current, before, read, sure, labelled) == then


def test_a_worse_model_is_not_better() -> None:
    assert rules.better(0.9, None)
    assert rules.better(0.9, 0.9)
    assert not rules.better(0.89, 0.9)
