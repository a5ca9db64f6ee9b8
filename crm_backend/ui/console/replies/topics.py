"""Under which topic a reply is listed, by the beginning of its name. Pure."""

from collections.abc import Iterable

from crm_backend.replies.schemas import TextSummary

OTHER = "other"
# The first that fits counts; topics are shown in this order.
_TOPICS: tuple[tuple[str, str], ...] = (
    (
        "welcome",
        "greeting hello capabilities goodbye welcome default left reminder languages help_anyway glad go_ahead",
    ),
    (
        "next",
        "anything_else what_else all_right nevermind clarify also need_clear one_a no_to_what yes_to_what",
    ),
    ("solution", "solution no_solution urgent_solution"),
    ("handoff", "handoff returned service_unavailable urgent danger"),
    ("rating", "csat"),
    ("proof", "ask_proof proof help_proof contact_alone order_locked"),
    ("order", "order ask_order help_order no_such_order name_the_order back_to_order"),
    ("delivery", "delivery ask_trouble"),
    ("cancel", "cancelled already_cancelled not_cancel confirm_cancel"),
    (
        "change",
        "change confirm_change done_change ask_change ask_new not_changeable items address recipient nothing_changed",
    ),
    (
        "returns",
        "return no_return ask_return ask_remedy ask_exchange ask_fault exchange fault refund request"
        " confirm_request done_request already_ too_late",
    ),
    ("record", "praise suggestion invoice privacy details_noted help_wish"),
    ("misunderstood", "not_understood out_of_scope calm sorry"),
)


def topic_of(name: str) -> str:
    """`utter_order_late` → order."""
    plain = name.removeprefix("utter_")
    return next((topic for topic, beginnings in _TOPICS if plain.startswith(tuple(beginnings.split()))), OTHER)


def by_topic(summaries: Iterable[TextSummary]) -> dict[str, list[TextSummary]]:
    """In the order of the topics; within one, in the order in which they came. Topics without any are left out."""
    grouped: dict[str, list[TextSummary]] = {topic: [] for topic in (*(topic for topic, _ in _TOPICS), OTHER)}
    for summary in summaries:
        grouped[topic_of(summary.name)].append(summary)
    return {topic: found for topic, found in grouped.items() if found}
