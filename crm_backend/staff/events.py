"""What happened to staff, for whoever depends on it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StaffDisabled:
    """Somebody can't work any more: what they hold needs somebody else."""

    staff_id: str
