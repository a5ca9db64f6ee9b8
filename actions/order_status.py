"""Where is my order?"""

from actions.base import NO_FORM, RapportAction, say_unavailable
from actions.crm_client import Order
from actions.crm_errors import BadOrderId, CrmUnavailable, OrderLocked, OrderNotFound, ProofNeeded
from actions.forms import LIST, OrderForm, StartNeed
from actions.orders import facts, is_late, offer_person, tell_state
from actions.reading import not_received
from actions.remarks import asks_for_list, asks_if_cancelled
from actions.turn import Events, Turn, slots


class StartOrderStatus(StartNeed):
    """An order id given out of the blue means this, too."""

    action_name = "action_start_order_status"
    need = "order_status"

    async def unnamed(self, turn: Turn) -> dict[str, str | None]:
        """ "What did I order?" is answered with all of them."""
        return {"hint": LIST} if asks_for_list(turn.text) else await super().unnamed(turn)


class ValidateOrderStatusForm(OrderForm):
    """Reads which order, and the proof for it."""

    action_name = "validate_order_status_form"
    form = "order_status_form"

    def need(self, turn: Turn) -> str:
        """Always the same."""
        return "order_status"

    def read_as(self, turn: Turn) -> frozenset[str]:
        """ "It has not arrived, A1001" answers the question for the order."""
        return frozenset({"delivery_problem"})

    async def order_known(self, turn: Turn, order: Order) -> Events:
        """All is known that is needed: the form ends by itself."""
        known = slots(order_id=order["order_id"], proof="seen", unreadable=0, hint=None, asking=None)
        return [*known, *slots(requested_slot=None)]


class TellOrderStatus(RapportAction):
    """The answer, once the form has ended with an order."""

    action_name = "action_tell_order_status"

    async def act(self, turn: Turn) -> Events:
        """Says nothing when the form ended without an order: the reason was told already."""
        order_id = turn.slot("order_id")
        if not order_id or not turn.slot("proof"):
            return slots(**NO_FORM)
        order = await self.crm.order(turn.conversation_id, str(order_id))
        if order["state"] == "delivered" and not_received(turn.text):
            turn.say("utter_order_not_received", **facts(turn, order))
            return [*slots(**NO_FORM, focus=order["order_id"], met=False), *offer_person("complaint")]
        tell_state(turn, order)
        told = slots(**NO_FORM, focus=order["order_id"], met=True)
        if is_late(order):
            return [*told, *offer_person("complaint")]
        turn.say("utter_anything_else")
        return [*told, *slots(asking="anything_else", offer_reason=None)]


class OrderStatusAside(RapportAction):
    """Answers "where is it now?" in the middle of a cancellation, which then goes on."""

    action_name = "action_order_status_aside"

    async def act(self, turn: Turn) -> Events:
        """Without any order to speak of, the form's own question says what is missing."""
        order_id = turn.order_id() or turn.slot("order_id") or turn.slot("focus")
        if order_id:
            await self._tell(turn, str(order_id))
        elif not (turn.verified and asks_for_list(turn.text)):  # the question's own buttons are the list
            turn.say("utter_name_the_order")
        return []

    def crm_away(self, turn: Turn, problem: CrmUnavailable) -> Events:
        """The cancellation stays open."""
        say_unavailable(turn, problem)
        return []

    async def _tell(self, turn: Turn, order_id: str) -> None:
        try:
            order = await self.crm.order(turn.conversation_id, order_id)
            if asks_if_cancelled(turn.text) and order["state"] != "cancelled":
                turn.say("utter_not_cancelled_yet", **facts(turn, order))
            else:
                tell_state(turn, order)
        except ProofNeeded:
            turn.say("utter_one_after_the_other", order_id=order_id)
        except (OrderNotFound, BadOrderId):
            turn.say("utter_no_such_order", asked=order_id)
        except OrderLocked:
            turn.say("utter_order_locked")
