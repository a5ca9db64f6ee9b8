"""The end of a conversation: log it, ask for a rating, resolve it."""

from rasa_sdk.events import ActiveLoop

from actions.base import NO_FORM, RapportAction
from actions.turn import Events, Turn, slots


class Goodbye(RapportAction):
    """A goodbye in words; the log follows."""

    action_name = "action_goodbye"

    async def act(self, turn: Turn) -> Events:
        """Whoever left without a word gets none; who went quiet, or was served by a person, gets their own."""
        agent = turn.agent_name
        if turn.intent == "event_idle":
            turn.say("utter_goodbye_quiet")
        elif turn.intent == "event_closed" and agent:
            turn.say("utter_goodbye_from_agent", agent_name=agent)
        elif turn.intent == "event_closed":
            turn.say("utter_goodbye_from_colleague")
        elif turn.intent != "event_left":
            turn.say("utter_goodbye")
        return []


class LogConversation(RapportAction):
    """Completes the record: which need, whether it was met, what was tried."""

    action_name = "action_log_conversation"

    async def act(self, turn: Turn) -> Events:
        """The CRM carries these out together when it commits the turn. Who went quiet unserved is not asked to rate."""
        met = bool(turn.slot("met"))
        turn.ask_for("log", need=turn.slot("need"), met=met, solutions=turn.slot("tried") or [])
        if met or turn.intent != "event_idle":
            turn.say("utter_csat_ask")
            turn.ask_for("ask_csat")
        turn.ask_for("resolve")
        return [*slots(**NO_FORM, asking=None, offer_reason=None), ActiveLoop(None)]
