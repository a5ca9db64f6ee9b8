"""Why the assistant hands over."""

REASONS = (
    "asked_for_person",
    "not_understood",
    "complaint",
    "assistant_failed",
    "order_locked",
    "out_of_scope",
    "other_request",
    "unsolved",
    "urgent",
    "safety",
)


def known_reason(reason: str) -> str:
    """An unforeseen reason is filed under the general one; the turn's effect keeps the original."""
    return reason if reason in REASONS else "asked_for_person"
