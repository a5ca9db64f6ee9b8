"""Yes, no and never mind, wherever they are not the answer to a form's question."""

from rasa_sdk.events import ActiveLoop

from actions.base import NO_FORM, RapportAction
from actions.confirming import apply, keep, uncertain
from actions.crm_errors import CrmUnavailable
from actions.gathering import gathered, reading_of
from actions.handoff import hand_over
from actions.privacy import pass_on
from actions.reading import disagrees
from actions.solutions import helped, not_helped
from actions.turn import Event, Events, Turn, slots

SURE = 0.5  # below, a no is not taken for the end of the conversation


class Affirm(RapportAction):
    """A yes: to the person that was offered, to a change whose button is pressed again, or to nothing at all."""

    action_name = "action_affirm"

    async def act(self, turn: Turn) -> Events:
        """A bare yes confirms no change: only the form that asks, or the change's own button, does."""
        change = turn.entity("pending_change")
        if change:
            return await apply(turn, self.crm, change, turn.slot("focus"))
        asking = turn.slot("asking")
        if asking == "person":
            known = gathered(turn, await reading_of(turn, self.crm))
            return hand_over(turn, turn.slot("offer_reason") or "asked_for_person", known)
        if asking == "solution":
            return await helped(turn, self.crm)
        if asking == "privacy":
            return await pass_on(turn, self)
        wanted = asking in ("anything_else", "need", "again")
        turn.say("utter_what_else" if wanted else "utter_yes_to_what")
        return slots(asking="need")

    def crm_away(self, turn: Turn, problem: CrmUnavailable) -> Events:
        """As for a confirmation in the form."""
        return uncertain(turn, problem, turn.entity("pending_change") or "", str(turn.slot("focus") or ""))


class Deny(RapportAction):
    """A no: to "anything else?" it ends the conversation."""

    action_name = "action_deny"

    async def act(self, turn: Turn) -> Events:
        """Sets `closing`, which decides whether the conversation is logged and closed."""
        change, asking = turn.entity("pending_change"), turn.slot("asking")
        if change:
            return [*await keep(turn, self.crm, change, turn.slot("focus")), *slots(closing=False)]
        if turn.form:
            return [*await leave(turn, self), *slots(closing=False)]
        if asking == "anything_else" and turn.confidence >= SURE and not disagrees(turn.text):
            turn.say("utter_goodbye")
            return slots(closing=True)
        if asking == "solution":
            return [*await not_helped(turn, self.crm), *slots(closing=False)]
        if asking in ("person", "again", "privacy", "details", "likely"):
            turn.say("utter_all_right")
            return slots(asking="anything_else", offer_reason=None, closing=False)
        turn.say("utter_no_to_what")
        return slots(asking="anything_else", closing=False)


class Nevermind(RapportAction):
    """The customer drops what was begun."""

    action_name = "action_nevermind"

    async def act(self, turn: Turn) -> Events:
        """An open change is dropped, and the customer is told that the order stays."""
        return await leave(turn, self)


async def leave(turn: Turn, action: RapportAction) -> Events:
    """End the form, if there is one, and say what that means."""
    out: Event = ActiveLoop(None)
    change = turn.slot("pending_change")
    if change:
        return [*await keep(turn, action.crm, str(change), turn.slot("order_id")), out]
    turn.say("utter_left" if turn.form else "utter_nevermind")
    return [*slots(**NO_FORM, asking="anything_else", offer_reason=None), out]
