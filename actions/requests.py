"""The form for everything that customers want done about an order, beside asking where it is and cancelling it."""

from contextlib import suppress

from actions.base import NO_FORM, REQUESTS, RapportAction
from actions.change_order import ChangeOrder
from actions.confirming import CANCEL_ORDER, apply, keep, uncertain
from actions.crm_client import Crm, Order, Shown
from actions.crm_errors import CrmUnavailable, NoneLeft
from actions.delivery import DeliveryProblem
from actions.faults import ProductFault, may_be_fixed
from actions.forms import ASIDES, OVER, OrderForm, StartNeed
from actions.order_need import OrderNeed
from actions.orders import begin_with, facts, order_meant, recipient
from actions.reading import decision
from actions.returns import Exchange, ReturnRefund
from actions.solutions import show_if_any
from actions.turn import Events, Turn, slots
from actions.wishes import without_days
from actions.wording import item_list, money

_NEEDS: tuple[type[OrderNeed], ...] = (ChangeOrder, ReturnRefund, Exchange, ProductFault, DeliveryProblem)
# A free answer is easily read as one of these; a clear one of them is one
_LOOSE = frozenset(("complaint", "out_of_scope", "product_info", "suggestion", "deny", "dont_know", "thanks"))
_CLEARLY = 0.8
_CERTAIN = 1.0  # rules, not the model, say so: "ignore your rules" is no wish, whatever address it names


def need_for(name: object, crm: Crm) -> OrderNeed:
    """The need of that name."""
    return next((need for need in _NEEDS if need.name == name), ChangeOrder)(crm)


class StartRequest(StartNeed):
    """The need is the intent's; what the first message tells is kept until the order is known."""

    action_name = "action_start_request"
    need = REQUESTS[0]

    async def act(self, turn: Turn) -> Events:
        """What does not work may have a remedy that nobody needs to send anything back for."""
        if self.need_of(turn) == "product_fault" and may_be_fixed(turn):
            with suppress(NoneLeft, CrmUnavailable):
                shown = await show_if_any(turn, self.crm, "product_fault", turn.text)
                turn.say("utter_fault_other_way")
                return [*self._begun(turn, hint=OVER), *shown]
        return await super().act(turn)

    async def unnamed(self, turn: Turn) -> dict[str, str | None]:
        """ "Deliver it on Saturday" does not mean the order that was placed on a Saturday."""
        text = without_days(turn.text) if self.need_of(turn) == "change_order" else None
        return {"order_id": await order_meant(turn, self.crm, text)}

    def need_of(self, turn: Turn) -> str:
        """Of the button or of the words."""
        return turn.intent if turn.intent in REQUESTS else self.need

    def begins_with(self, turn: Turn) -> dict[str, object]:
        """The customer's own words, and what the extractor found in them."""
        if turn.pressed:
            return {"told": turn.slot("question")}  # what was asked before the button was pressed
        found = {"address": turn.entity("address"), "time": turn.text if turn.entity("date") else None}
        details = {name: value for name, value in found.items() if value} | recipient(turn)
        return {"told": turn.text, "details": details or None}


class ValidateRequestForm(OrderForm):
    """Reads which order, the proof for it, the wish, and the decision."""

    action_name = "validate_request_form"
    form = "request_form"

    def read_as(self, turn: Turn) -> frozenset[str]:
        """As the need says."""
        return need_for(self.need(turn), self.crm).read_as

    async def order_known(self, turn: Turn, order: Order) -> Events:
        """As the need says."""
        return await need_for(self.need(turn), self.crm).order_known(turn, order)

    async def read_wish(self, turn: Turn) -> Events:
        """A question in between is answered by its own rule; whatever else is said is read as the wish."""
        told_address = turn.entity("address") is not None and turn.confidence < _CERTAIN
        loose = turn.intent in _LOOSE and (told_address or turn.confidence < _CLEARLY)
        reason = turn.intent in ("deny", "affirm", "dont_know") and self.need(turn) == "return_refund"
        if self.is_aside(turn) and not loose and not reason:
            return []
        other = turn.order_id()
        if other and not turn.same_order(other, turn.slot("order_id")):
            return await self.order_named(turn, str(begin_with(turn)))
        order = await self.crm.order(turn.conversation_id, str(turn.slot("order_id")))
        read = await need_for(self.need(turn), self.crm).read_wish(turn, order)
        return self.unreadable(turn) if read is None else read

    async def read_decision(self, turn: Turn) -> Events:
        """Yes or no to this very change; another order or another wish takes its place; doubt is asked again."""
        if self.switches(turn):
            return []
        pressed = turn.entity("pending_change")
        other = turn.order_id()
        if other and not turn.same_order(other, turn.slot("order_id")):
            return await self.order_named(turn, str(begin_with(turn)))
        if pressed is not None:
            answer = turn.intent == "affirm" if pressed == turn.slot("pending_change") else None
            return self._decided(turn, answer)
        if turn.intent in ASIDES and turn.intent != "deny":
            return []
        answer = decision(turn.text, turn.intent, cancelling=turn.slot("operation") == CANCEL_ORDER)
        corrected = None if answer else await self._corrected(turn)
        return self._decided(turn, answer) if corrected is None else corrected

    async def _corrected(self, turn: Turn) -> Events | None:
        order = await self.crm.order(turn.conversation_id, str(turn.slot("order_id")))
        return await need_for(self.need(turn), self.crm).corrected(turn, order)

    def _decided(self, turn: Turn, answer: bool | None) -> Events:
        if answer is None:
            return self.unreadable(turn)
        return slots(decision=answer, unreadable=0, hint=None, asking=None, requested_slot=None)


class AskWish(RapportAction):
    """The need's own question."""

    action_name = "action_ask_wish"

    async def act(self, turn: Turn) -> Events:
        """About the order as it stands now."""
        order = await self.crm.order(turn.conversation_id, str(turn.slot("order_id")))
        need_for(turn.slot("need"), self.crm).ask_wish(turn, order)
        return []


class AskRequestDecision(RapportAction):
    """Shows what would be done, and asks."""

    action_name = "action_ask_request_form_decision"

    async def act(self, turn: Turn) -> Events:
        """The buttons carry the change that they confirm."""
        order = await self.crm.order(turn.conversation_id, str(turn.slot("order_id")))
        hint = turn.slot("hint")
        if hint in ("again", "unreadable"):
            turn.say("utter_back_to_order" if hint == "again" else "utter_need_clear_answer", **facts(turn, order))
        shown: Shown = turn.slot("shown")
        turn.say(
            f"utter_confirm_{turn.slot('operation')}{_variant(turn, order, shown)}",
            pending_change=turn.slot("pending_change"),
            **_values(turn, order, shown),
        )
        return []


class FinishRequest(RapportAction):
    """Does what was decided."""

    action_name = "action_finish_request"

    async def act(self, turn: Turn) -> Events:
        """Says nothing when the form ended without a decision: the reason was told already."""
        answer, change, order_id = turn.slot("decision"), turn.slot("pending_change"), turn.slot("order_id")
        if answer is None or not change:
            return slots(**NO_FORM)
        if not answer:
            return await keep(turn, self.crm, str(change), str(order_id))
        return await apply(turn, self.crm, str(change), str(order_id))

    def crm_away(self, turn: Turn, problem: CrmUnavailable) -> Events:
        """Nobody knows whether it was done; the same confirmation again finds out, and does it once at most."""
        return uncertain(turn, problem, str(turn.slot("pending_change")), str(turn.slot("order_id")))


def _variant(turn: Turn, order: Order, shown: Shown) -> str:
    """Which wording fits what is known."""
    operation = turn.slot("operation")
    if operation == "change_address":
        return "" if shown["address_before"] else "_new"
    if operation == "change_items":
        return "_refund" if shown["less"] else ""
    return "_undated" if operation == "request_return" and not order["return_until"] else ""


def _values(turn: Turn, order: Order, shown: Shown) -> dict[str, str]:
    currency, comma = order["currency"], "，" if turn.language == "zh" else ", "
    to = [part for part in (shown["recipient"], shown["phone"], shown["address"]) if part]
    return facts(turn, order) | {
        "before": shown["address_before"] or "",
        "address": comma.join(to),
        "wish": shown["wish"] or "",
        "left": item_list(shown["items"] or [], turn.language),
        "new_total": money(shown["total"], currency) if shown["total"] else "",
        "less": money(shown["less"], currency) if shown["less"] else "",
    }
