"""Pure decisions about what a reading changes in a conversation."""

from crm_backend.needs.catalogue import OTHER, Priority

URGENT = "urgent"


def next_priority(current: str | None, read: Priority, labelled: str | None) -> str:
    """What staff said stands; what was urgent once stays urgent in this conversation."""
    if labelled:
        return labelled
    return URGENT if current == URGENT else read


def late_priority(current: str | None, read: Priority, labelled: str | None) -> str | None:
    """After a reading that comes when what was said since is read already: only that it was urgent still counts."""
    return URGENT if read == URGENT and not labelled else current


def next_need(current: str | None, before: str | None, read: str, sure: bool, labelled: str | None) -> str | None:
    """The need that a reading sets, or None to leave it. What an action set is never replaced.

    `before`: what the reading before this one found, which may be what is set now.
    """
    if labelled:
        return labelled
    if not sure or read == OTHER or current not in (None, before):
        return None
    return read


def better(new: float | None, active: float | None) -> bool:
    """Whether a model with this accuracy may replace the active one unasked."""
    return active is None or (new is not None and new >= active)
