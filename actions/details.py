"""What a colleague needs to know, told by the customer in their own words."""

from actions.gathering import gathered, reading_of
from actions.handoff import hand_over
from actions.safety import Heedful
from actions.turn import Events, Turn


class TakeDetails(Heedful):
    """The answer to a question that no form asks; a colleague goes on from there."""

    action_name = "action_take_details"

    async def act(self, turn: Turn) -> Events:
        """As it was written, with what is known besides."""
        reading = await reading_of(turn, self.crm)
        turn.say("utter_details_noted")
        known = gathered(turn, reading, details=turn.text, data_wish=turn.slot("wanted"))
        return hand_over(turn, "other_request", known)
