"""Praise, suggestions and complaints: kept, and answered."""

from typing import ClassVar

from actions.base import RapportAction
from actions.gathering import gathered, reading_of
from actions.handoff import emergency, hand_over
from actions.needs import to_do
from actions.orders import offer_person
from actions.safety import Heedful
from actions.solutions import is_urgent, take_up
from actions.turn import Events, Turn, slots
from actions.wishes import danger


class Feedback(Heedful):
    """Kept as it was written and thanked for; then what else the message asks for."""

    about: ClassVar[str]

    async def act(self, turn: Turn) -> Events:
        """In the middle of a form, whose question follows, only the thanks."""
        turn.ask_for("feedback", about=self.about, text=turn.text)
        if turn.form:
            turn.say(f"utter_{self.about}_thanks")
            return []
        reading = await reading_of(turn, self.crm)
        also = to_do(reading["also"], self.about) if reading else None
        need = turn.slot("need") or self.about
        return [
            *slots(need=need, met=turn.slot("need") in (None, self.about) or bool(turn.slot("met"))),
            *take_up(turn, also, f"utter_{self.about}_thanks"),
        ]


class Praise(Feedback):
    """Something was good."""

    action_name = "action_praise"
    about = "praise"


class Suggestion(Feedback):
    """Something could be better."""

    action_name = "action_suggestion"
    about = "suggestion"


class Complaint(RapportAction):
    """A rude or disappointed customer gets a calm answer; the second time a person."""

    action_name = "action_complaint"
    calm: ClassVar[int] = 1  # calm answers before a person takes over

    async def act(self, turn: Turn) -> Events:
        """Counts over the whole conversation; who threatens with the law is answered by a person."""
        turn.ask_for("feedback", about="complaint", text=turn.text)
        if danger(turn.text):
            return emergency(turn, "product_fault")
        reading = await reading_of(turn, self.crm)
        times = int(turn.slot("upset") or 0) + 1
        need = turn.slot("need") or "complaint"
        said = "\n".join(part for part in (turn.slot("question"), turn.text) if part)
        if times > self.calm or is_urgent(reading):
            turn.say("utter_sorry")
            return hand_over(turn, "complaint", gathered(turn, reading, need=need, said=said))
        turn.say("utter_calm_short" if turn.form else "utter_calm")
        kept = {} if turn.form else {"need": need, "question": said}
        order = {"focus": turn.order_id()} if turn.order_id() else {}
        return [*slots(upset=times, **kept, **order), *offer_person("complaint")]
