"""Sending something back for money, where the refund is, and swapping what has arrived."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from actions.change_order import ChangeOrder
from actions.confirming import CANCEL_ORDER
from actions.crm_client import Order, Request
from actions.order_need import OrderNeed
from actions.orders import ON_ITS_WAY, facts
from actions.reading import disagrees
from actions.turn import Events, Turn, slots
from actions.wishes import asks_refund, gives_reason, names_replacement
from actions.wording import day, when

_LONGEST = 500
_OVERDUE = timedelta(days=7)
_NO_REASON = ("deny", "dont_know", "affirm")


class ReturnRefund(OrderNeed):
    """The window, a reason if there is one, and a confirmation. Or where the money is."""

    name = "return_refund"
    read_as: ClassVar[frozenset[str]] = frozenset(("product_fault", "delivery_problem", "cancel_order", "change_order"))

    async def order_known(self, turn: Turn, order: Order) -> Events:
        """What is possible depends on where the order is."""
        told = facts(turn, order)
        money = self._of(order, "refund") or self._of(order, "return")
        if order["state"] in ("returned", "refunded", "cancelled") or (asks_refund(self.told(turn)) and money):
            return self._tell_refund(turn, order, money)
        if order["state"] == "delivered" and asks_refund(self.told(turn)):
            turn.say("utter_no_return_yet", **told)
            return self.offer(turn, order)
        if order["cancellable"]:
            turn.say("utter_return_before_sent", **told)
            return await self.propose(turn, order, CANCEL_ORDER, {})
        if order["state"] in ON_ITS_WAY:
            turn.say("utter_return_on_way", **told)
            return self.offer(turn, order)
        reason = self.told(turn)[:_LONGEST]
        if "request_return" not in order["possible"] or gives_reason(reason):
            return await self._propose(turn, order, reason if gives_reason(reason) else None)
        return self.ask(order)

    async def read_wish(self, turn: Turn, order: Order) -> Events | None:
        """Whatever is said is a reason; no reason is needed."""
        given = turn.entity("reason")
        silent = given == "none" or (not given and turn.intent in _NO_REASON)
        return await self._propose(turn, order, None if silent else turn.text[:_LONGEST])

    def ask_wish(self, turn: Turn, order: Order) -> None:
        """Why, if they like to say."""
        turn.say("utter_ask_return_reason", **facts(turn, order))

    async def _propose(self, turn: Turn, order: Order, reason: str | None) -> Events:
        return await self.propose(turn, order, "request_return", {"reason": reason} if reason else {})

    def _tell_refund(self, turn: Turn, order: Order, request: Request | None) -> Events:
        """Where the money is, as far as the store knows; a person knows more."""
        told = facts(turn, order)
        if order["state"] == "refunded":
            turn.say("utter_refund_done", **told)
        elif request is None:
            turn.say("utter_refund_returned" if order["state"] == "returned" else "utter_refund_none", **told)
        else:
            asked = request["ended_at"] if request["state"] != "open" else request["created_at"]
            since = day(asked or request["created_at"], turn.language, turn.zone)
            how = "done_by_staff" if request["state"] == "done" else request["state"]
            turn.say(f"utter_{request['kind']}_{how}", **told, since=since)
            if request["state"] == "open" and datetime.now(UTC) - when(request["created_at"]) > _OVERDUE:
                turn.say("utter_request_overdue")
        return self.offer(turn, order, asked=request["kind"] if request else None)

    def _of(self, order: Order, kind: str) -> Request | None:
        return next((request for request in reversed(order["requests"]) if request["kind"] == kind), None)


class Exchange(OrderNeed):
    """For what, and a confirmation."""

    name = "exchange"
    read_as: ClassVar[frozenset[str]] = frozenset(("product_fault", "change_order", "cancel_order", "delivery_problem"))

    async def order_known(self, turn: Turn, order: Order) -> Events:
        """What has not been sent can still be changed; what is on its way has to arrive first."""
        if order["cancellable"]:
            turn.say("utter_exchange_before_sent", **facts(turn, order))
            return [*slots(need=ChangeOrder.name), *(await ChangeOrder(self.crm).order_known(turn, order))]
        if order["state"] in ON_ITS_WAY:
            turn.say("utter_exchange_on_way", **facts(turn, order))
            return self.offer(turn, order)
        wish = self.told(turn)[:_LONGEST]
        if "request_exchange" not in order["possible"] or names_replacement(wish):
            return await self.propose(turn, order, "request_exchange", {"wish": wish or "-"})
        return self.ask(order)

    async def read_wish(self, turn: Turn, order: Order) -> Events | None:
        """In the customer's own words."""
        return await self.propose(turn, order, "request_exchange", {"wish": turn.text[:_LONGEST]})

    async def corrected(self, turn: Turn, order: Order) -> Events | None:
        """ "No, the blue one"; "that's wrong" is asked for once more."""
        if names_replacement(turn.text):
            return await self.read_wish(turn, order)
        return self.ask(order) if disagrees(turn.text) else None

    def ask_wish(self, turn: Turn, order: Order) -> None:
        """Instead of what has arrived."""
        turn.say("utter_ask_exchange", **facts(turn, order))
