"""Actions that answer free words hear danger in them first, whatever the words were taken for."""

from abc import ABC

from actions.base import RapportAction
from actions.handoff import emergency
from actions.turn import Events, Turn
from actions.wishes import danger


class Heedful(RapportAction, ABC):
    """Somebody who may get hurt is told how to stay safe, and gets a person, instead of what the action does."""

    async def heeded(self, turn: Turn) -> Events:
        """Buttons have titles of our own."""
        return emergency(turn) if not turn.pressed and danger(turn.text) else []
