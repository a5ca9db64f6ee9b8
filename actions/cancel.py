"""Cancelling an order: look it up, show what will happen, wait for a confirmation bound to that change."""

from contextlib import suppress
from datetime import UTC, datetime

from actions.base import NO_FORM, RapportAction
from actions.confirming import CANCEL_ORDER, apply, keep, tell_refused, uncertain
from actions.crm_client import Order
from actions.crm_errors import CrmUnavailable, NotPossible
from actions.forms import ASIDES, ONE_AT_A_TIME, OrderForm, StartNeed
from actions.orders import begin_with, facts, offer_person
from actions.reading import decision, described, forbids_cancelling, wants_other
from actions.remarks import means_all
from actions.turn import Events, Turn, slots


class StartCancel(StartNeed):
    """The customer wants to cancel an order."""

    action_name = "action_start_cancel"
    need = "cancel_order"

    async def unnamed(self, turn: Turn) -> dict[str, str | None]:
        """ "Cancel both": one after the other, unless there is but one to cancel."""
        if not means_all(turn.text):
            return await super().unnamed(turn)
        orders = [order for order in await self.crm.recent_orders(turn.conversation_id) if order["cancellable"]]
        return {"order_id": orders[0]["order_id"]} if len(orders) == 1 else {"hint": ONE_AT_A_TIME}


class ValidateCancelForm(OrderForm):
    """Reads which order, the proof for it, and the decision."""

    action_name = "validate_cancel_form"
    form = "cancel_form"

    def need(self, turn: Turn) -> str:
        """Always the same."""
        return "cancel_order"

    def read_as(self, turn: Turn) -> frozenset[str]:
        """ "I don't want A1001 any more" answers the question for the order."""
        return frozenset({"return_refund"})

    async def order_known(self, turn: Turn, order: Order) -> Events:
        """Make the pending change, and ask for the decision; or say why it can't be cancelled."""
        order_id = order["order_id"]
        try:
            change = await self.crm.propose_change(turn.conversation_id, order_id, CANCEL_ORDER, {}, turn.message_id)
        except NotPossible as refused:
            return self._refused(turn, {**order, "state": refused.state or order["state"]}, refused)
        asked = slots(order_id=order_id, proof="seen", pending_change=change["id"], decision=None, unreadable=0)
        return [*asked, *slots(hint=None, focus=order_id, asking=None, requested_slot="decision")]

    async def read_decision(self, turn: Turn) -> Events:
        """Yes or no to this very change; another order takes its place; what is in doubt is asked again."""
        if self.switches(turn):
            return []
        other = await self._other_order(turn)
        if other:
            return await self.order_named(turn, other)
        pressed = turn.entity("pending_change")
        if pressed is not None:
            answer = turn.intent == "affirm" if pressed == turn.slot("pending_change") else None
        else:
            if turn.intent in ASIDES and turn.intent != "deny":
                return []
            answer = decision(turn.text, turn.intent)
        if answer is None:
            return self.kindly(turn, ONE_AT_A_TIME) if means_all(turn.text) else self.unreadable(turn)
        return slots(decision=answer, unreadable=0, hint=None, asking=None, requested_slot=None)

    async def _other_order(self, turn: Turn) -> str | None:
        """ "No wait, the other one" and "A1002 instead"."""
        named = turn.order_id()
        if named:
            return None if turn.same_order(named, turn.slot("order_id")) else begin_with(turn)
        if turn.entity("pending_change") or decision(turn.text, turn.intent) or forbids_cancelling(turn.text):
            return None
        with suppress(CrmUnavailable):
            return self._other_of(turn, await self.crm.recent_orders(turn.conversation_id))
        return None

    def _other_of(self, turn: Turn, orders: list[Order]) -> str | None:
        current = turn.slot("order_id")
        meant = described(turn.text, orders, datetime.now(UTC), turn.zone)
        if meant:
            return None if turn.same_order(meant["order_id"], current) else meant["order_id"]
        others = [o for o in orders if o["cancellable"] and not turn.same_order(o["order_id"], current)]
        return others[0]["order_id"] if wants_other(turn.text) and len(others) == 1 else None

    def _refused(self, turn: Turn, order: Order, refused: NotPossible) -> Events:
        tell_refused(turn, order, refused)
        return [*self.ended(focus=order["order_id"]), *offer_person("other_request")]


_QUESTIONS = {
    "again": "utter_confirm_cancel_again",
    ONE_AT_A_TIME: "utter_confirm_cancel_again",
    "unreadable": "utter_confirm_cancel_unclear",
}


class AskDecision(RapportAction):
    """Shows what would be cancelled, and asks."""

    action_name = "action_ask_decision"

    async def act(self, turn: Turn) -> Events:
        """Shorter when it is asked again; the buttons carry the change they confirm."""
        order = await self.crm.order(turn.conversation_id, str(turn.slot("order_id")))
        hint = turn.slot("hint") or ""
        if hint == ONE_AT_A_TIME:
            turn.say("utter_one_at_a_time")
        turn.say(
            _QUESTIONS.get(hint, "utter_confirm_cancel"),
            pending_change=turn.slot("pending_change"),
            **facts(turn, order),
        )
        return []


class FinishCancel(RapportAction):
    """Does what was decided."""

    action_name = "action_finish_cancel"

    async def act(self, turn: Turn) -> Events:
        """Says nothing when the form ended without a decision: the reason was told already."""
        answer, change = turn.slot("decision"), turn.slot("pending_change")
        if answer is None or not change:
            return slots(**NO_FORM)
        order_id = str(turn.slot("order_id"))
        if not answer:
            return await keep(turn, self.crm, str(change), order_id)
        return await apply(turn, self.crm, str(change), order_id)

    def crm_away(self, turn: Turn, problem: CrmUnavailable) -> Events:
        """Nobody knows whether it was cancelled; the same confirmation again finds out, and cancels once at most."""
        return uncertain(turn, problem, str(turn.slot("pending_change")), str(turn.slot("order_id")))
