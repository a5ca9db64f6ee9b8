"""What all actions have in common."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop
from rasa_sdk.executor import CollectingDispatcher

from actions.crm_client import Crm
from actions.crm_errors import CrmUnavailable
from actions.turn import Events, Turn, slots


class RapportAction(Action, ABC):
    """An action with the CRM at hand, that is honest when the CRM is away. Holds no state."""

    action_name: ClassVar[str]
    understood: ClassVar[bool] = True  # running it means that the customer was understood

    def __init__(self, crm: Crm, zone: ZoneInfo) -> None:
        self.crm = crm
        self.zone = zone

    def name(self) -> str:
        """As domain.yml lists it."""
        return self.action_name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Act; if the CRM is away, say so and leave what was begun."""
        turn = Turn(tracker, dispatcher, self.zone)
        try:
            events = await self.heeded(turn) or await self.act(turn)
        except CrmUnavailable as problem:
            events = self.crm_away(turn, problem)
        if self.understood and turn.slot("misunderstood"):
            events = [*slots(misunderstood=0), *events]
        return events

    async def heeded(self, turn: Turn) -> Events:
        """What has to be done before anything else; nothing, if nothing presses."""
        return []

    @abstractmethod
    async def act(self, turn: Turn) -> Events:
        """What the action does."""

    def crm_away(self, turn: Turn, problem: CrmUnavailable) -> Events:
        """Tell the customer, mark the turn, end the form; a button tries again."""
        say_unavailable(turn, problem)
        return [*slots(**NO_FORM, asking=None), ActiveLoop(None)]


# Needs that are met on an order; the intents have the same names
REQUESTS = ("change_order", "return_refund", "exchange", "product_fault", "delivery_problem")
NEEDS = ("order_status", "cancel_order", *REQUESTS)
NO_FORM: dict[str, None] = dict.fromkeys(
    (
        *("requested_slot", "order_id", "proof", "decision", "pending_change", "unreadable", "hint", "hint_value"),
        *("told", "aspect", "details", "wish", "operation", "shown"),
    )
)


def say_unavailable(turn: Turn, problem: CrmUnavailable) -> None:
    """The honest sentence with a button that tries again, and the mark for those who look after the system."""
    need = turn.intent if turn.intent in NEEDS else turn.slot("need") or NEEDS[0]
    turn.say("utter_service_unavailable", retry_intent=need, retry_order=turn.order_id() or turn.slot("order_id"))
    turn.ask_for("problem", code="crm_unavailable", detail=problem.code)
