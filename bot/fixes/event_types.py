"""An event's class is looked up in a table.

Upstream walks all subclasses of Event for every event that it restores: half of the time that a long tracker takes.
"""

from __future__ import annotations

from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses


def apply() -> None:
    """From now on, for every event; classes that are defined later are found at their first use."""
    upstream = Event.resolve_by_type
    known: dict[str, type[Event]] = {}
    for event_class in all_subclasses(Event):
        known.setdefault(event_class.type_name, event_class)

    def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        found = known.get(type_name)
        return found if found is not None else upstream(type_name, default)

    Event.resolve_by_type = staticmethod(resolve_by_type)
