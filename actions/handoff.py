"""Handing the conversation to a person."""

from collections.abc import Mapping
from contextlib import suppress

from rasa_sdk.events import ActiveLoop

from actions.base import NO_FORM, RapportAction
from actions.crm_errors import CrmError
from actions.turn import Events, Turn, slots


def hand_over(turn: Turn, reason: str, gathered: Mapping[str, str] | None = None) -> Events:
    """Say that a colleague takes over, and ask the CRM for it; whatever was half done is left.

    `gathered`: what was found out, for the colleague.
    """
    turn.say("utter_handoff")
    turn.ask_for("handoff", reason=reason, **({"gathered": dict(gathered)} if gathered else {}))
    return [*slots(**NO_FORM, asking=None, offer_reason=None, misunderstood=0, upset=0), ActiveLoop(None)]


class HandOver(RapportAction):
    """The customer asks for a person, or takes the offer of one."""

    action_name = "action_hand_over"

    async def act(self, turn: Turn) -> Events:
        """The reason is the one for which a person was offered, if one was."""
        offered = turn.slot("offer_reason") if turn.slot("asking") == "person" else None
        if turn.slot("pending_change"):
            with suppress(CrmError):  # it expires by itself
                await self.crm.drop(turn.conversation_id, str(turn.slot("pending_change")), turn.message_id)
        return hand_over(turn, offered or "asked_for_person")
