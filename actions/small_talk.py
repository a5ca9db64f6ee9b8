"""Greeting, thanks, and whatever is not one of the assistant's needs."""

from contextlib import suppress

from rasa_sdk.events import ActiveLoop

from actions.base import NO_FORM, RapportAction
from actions.crm_errors import CrmUnavailable, NoneLeft
from actions.gathering import FORGOTTEN, reading_of
from actions.handoff import hand_over
from actions.needs import OTHER
from actions.orders import offer_person
from actions.remarks import about_language, announces_question
from actions.safety import Heedful
from actions.solutions import added, helped, show_if_any
from actions.turn import Events, Turn, slots
from rapport_text.astray import leads_astray

_HELP = {"order_id": "utter_help_order_id", "proof": "utter_help_proof", "wish": "utter_help_wish"}
HAND_OVER_AFTER = 3  # messages in a row that were not the assistant's business


class Greet(Heedful):
    """Says what it is and what it can do, once; later, and while a form is active, a short word."""

    action_name = "action_greet"

    async def act(self, turn: Turn) -> Events:
        """By name, where the shop told us the name."""
        name = turn.metadata("customer_name")
        if turn.form:
            turn.say("utter_go_ahead_short" if announces_question(turn.text) else "utter_hello_again")
            return []
        if turn.slot("greeted") and turn.intent != "event_greeting":
            turn.say("utter_go_ahead" if announces_question(turn.text) else "utter_hello_short")
        elif name:
            turn.say("utter_greeting_by_name", customer_name=name)
        else:
            turn.say("utter_greeting")
        return slots(asking="need", greeted=True)


class Thanks(Heedful):
    """You're welcome; and anything else, after something was done."""

    action_name = "action_thanks"

    async def act(self, turn: Turn) -> Events:
        """While a form is active, its question follows."""
        if turn.form:
            turn.say("utter_welcome")
            return []
        if turn.slot("asking") == "solution":
            return await helped(turn, self.crm)
        turn.say("utter_welcome_anything_else")
        return slots(asking="anything_else")


class Capabilities(Heedful):
    """What it is, what it can do, and which languages it speaks."""

    action_name = "action_capabilities"

    async def act(self, turn: Turn) -> Events:
        """Without buttons while a form's own are about to follow."""
        if about_language(turn.text):
            turn.say("utter_languages")
        else:
            turn.say("utter_capabilities_short" if turn.form else "utter_capabilities")
        return []


class OutOfScope(Heedful):
    """Not what this shop's assistant is for. Counted with what was not understood, so that it never goes in circles."""

    action_name = "action_out_of_scope"
    understood = False

    async def act(self, turn: Turn) -> Events:
        """What has a solution nevertheless, such as opening hours, is answered."""
        if turn.form or leads_astray(turn.text):
            return out_of_scope(turn)
        if turn.slot("asking") == "solution":
            more = await added(turn, self.crm, await reading_of(turn, self.crm))
            if more is not None:
                return more
        return await self._solved(turn) or out_of_scope(turn)

    async def _solved(self, turn: Turn) -> Events:
        with suppress(CrmUnavailable, NoneLeft):
            return [*slots(misunderstood=0), *await show_if_any(turn, self.crm, OTHER, turn.text)]
        return []


def out_of_scope(turn: Turn) -> Events:
    """Twice says what the assistant can do, then offers a person, then fetches one."""
    times = int(turn.slot("misunderstood") or 0) + 1
    if times > HAND_OVER_AFTER:
        return hand_over(turn, "not_understood")
    if times == HAND_OVER_AFTER:
        turn.say("utter_out_of_scope_person")
        return [*slots(misunderstood=times), *offer_person("not_understood")]
    turn.say("utter_out_of_scope_short" if turn.form else "utter_out_of_scope")
    return slots(misunderstood=times) if turn.form else slots(misunderstood=times, asking="need")


class DontKnow(Heedful):
    """Where to find what the form asks for; outside a form, what can be asked."""

    action_name = "action_dont_know"

    async def act(self, turn: Turn) -> Events:
        """Offers a person, who can search in other ways."""
        asked = turn.slot("requested_slot") if turn.form else None
        name = _HELP.get(asked or "", "utter_help_anyway")
        turn.say(name)
        return offer_person("out_of_scope") if asked else slots(asking="need")


class Reminder(RapportAction):
    """Still there?"""

    action_name = "action_reminder"

    async def act(self, turn: Turn) -> Events:
        """An open question of a form follows by itself."""
        turn.say("utter_reminder_short" if turn.form else "utter_reminder")
        return []


class Returned(RapportAction):
    """Back from a person: what was half done before is over."""

    action_name = "action_returned"

    async def act(self, turn: Turn) -> Events:
        """Names the colleague, where known."""
        agent = turn.agent_name
        if agent:
            turn.say("utter_returned_from", agent_name=agent)
        else:
            turn.say("utter_returned")
        fresh = slots(**NO_FORM, asking="anything_else", offer_reason=None, misunderstood=0, upset=0, offered=None)
        return [*fresh, *slots(**FORGOTTEN), ActiveLoop(None)]
