"""What the customer says to the survey after the close."""

from actions.base import RapportAction
from actions.turn import Events, Turn


class Rate(RapportAction):
    """Takes a rating from 1 to 5; a second one replaces the first."""

    action_name = "action_csat_rate"

    async def act(self, turn: Turn) -> Events:
        """Asks for a comment once, and kindly again for what is not between 1 and 5."""
        rating = _number(turn.entity("rating"))
        if rating is None or not 1 <= rating <= 5:
            turn.say("utter_csat_out_of_range")
            return []
        turn.ask_for("csat_rating", rating=rating)
        survey = turn.metadata("survey") or {}
        if survey.get("state") == "answered":
            turn.say("utter_csat_changed", rating=rating)
        else:
            turn.say(f"utter_csat_thanks_{'high' if rating > 3 else 'middle' if rating == 3 else 'low'}")
        if not survey.get("comment"):
            turn.say("utter_csat_comment_ask")
        return []


class Comment(RapportAction):
    """Takes the comment as it is."""

    action_name = "action_csat_comment"

    async def act(self, turn: Turn) -> Events:
        """The channel gives the whole text as an entity."""
        turn.ask_for("csat_comment", text=turn.entity("comment") or turn.text)
        turn.say("utter_csat_comment_thanks")
        return []


def _number(value: str | None) -> int | None:
    try:
        return int(float(value)) if value is not None else None
    except ValueError:
        return None
