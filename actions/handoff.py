"""Handing the conversation to a person."""

from collections.abc import Mapping
from contextlib import suppress

from rasa_sdk.events import ActiveLoop

from actions.base import NO_FORM, RapportAction
from actions.crm_errors import CrmError
from actions.gathering import gathered, reading_of
from actions.turn import Events, Turn, slots


def hand_over(turn: Turn, reason: str, gathered: Mapping[str, str] | None = None) -> Events:
    """Say that a colleague takes over, and ask the CRM for it; whatever was half done is left.

    `gathered`: what was found out, for the colleague.
    """
    turn.say("utter_handoff")
    found = {**found_out(turn), **(gathered or {})}
    turn.ask_for("handoff", reason=reason, **({"gathered": found} if found else {}))
    return [*slots(**NO_FORM, asking=None, offer_reason=None, misunderstood=0, upset=0), ActiveLoop(None)]


def found_out(turn: Turn) -> dict[str, str]:
    """What the slots tell a colleague: the need, the order, the customer's own words."""
    details = turn.slot("details") or {}
    told = {
        "need": turn.slot("need"),
        "order_id": turn.slot("order_id") or turn.slot("focus"),
        "said": turn.slot("told"),
        "tried": "; ".join(turn.slot("tried") or ()),
        **{name: details.get(name) for name in ("wish", "fault", "reason")},
        **(turn.slot("gathered") or {}),
    }
    return {name: str(value) for name, value in told.items() if value}


def emergency(turn: Turn, need: str | None = None) -> Events:
    """Somebody may get hurt: how to stay safe first, then a person at once, whatever else was going on."""
    turn.say("utter_danger")
    urgent = {"urgent": "danger", "said": turn.text}
    return hand_over(turn, "safety", {"need": need, **urgent} if need else urgent)


class HandOver(RapportAction):
    """The customer asks for a person, or takes the offer of one."""

    action_name = "action_hand_over"

    async def act(self, turn: Turn) -> Events:
        """The reason is the one for which a person was offered, if one was."""
        offered = turn.slot("offer_reason") if turn.slot("asking") == "person" else None
        if turn.slot("pending_change"):
            with suppress(CrmError):  # it expires by itself
                await self.crm.drop(turn.conversation_id, str(turn.slot("pending_change")), turn.message_id)
        known = gathered(turn, await reading_of(turn, self.crm))
        return hand_over(turn, offered or "asked_for_person", known)
