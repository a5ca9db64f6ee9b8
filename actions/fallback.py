"""Nothing understood: a question with buttons, another try, then a person. Never a loop."""

from actions.base import RapportAction
from actions.handoff import hand_over
from actions.turn import Events, Turn, slots


class NotUnderstood(RapportAction):
    """Counts the messages in a row that were not understood."""

    action_name = "action_not_understood"
    understood = False

    async def act(self, turn: Turn) -> Events:
        """The third in a row goes to a person."""
        times = int(turn.slot("misunderstood") or 0) + 1
        if times > 2:
            return hand_over(turn, "not_understood")
        turn.say("utter_not_understood" if times == 1 else "utter_not_understood_again")
        return slots(misunderstood=times, asking="need")
