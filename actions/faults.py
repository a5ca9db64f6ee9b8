"""Something does not work: what is wrong, then repair, exchange or refund, as far as each is still possible."""

from typing import ClassVar

from actions.crm_client import Order
from actions.order_need import OrderNeed
from actions.orders import facts, tell_state
from actions.turn import Events, Turn, slots
from actions.wishes import danger, is_beyond_fixing

REMEDIES = {"repair": "request_repair", "exchange": "request_exchange", "return": "request_return"}
_FIELD = {"request_repair": "fault", "request_exchange": "wish", "request_return": "reason"}
_LONGEST = 500
_TELLING = 12  # characters from which a first message tells a fault, and not only that there is one


def may_be_fixed(turn: Turn) -> bool:
    """Whether trying something comes before a repair: once, and not when the customer wants one or names the order."""
    tried = turn.slot("need") == "product_fault" and turn.slot("tried")
    return not (turn.pressed or tried or turn.order_id() or danger(turn.text) or is_beyond_fixing(turn.text))


class ProductFault(OrderNeed):
    """The fault is kept in the customer's words, whichever remedy they choose."""

    name = "product_fault"
    read_as: ClassVar[frozenset[str]] = frozenset(
        ("delivery_problem", "return_refund", "exchange", "cancel_order", "change_order")
    )

    async def order_known(self, turn: Turn, order: Order) -> Events:
        """What is broken must have arrived."""
        if order["state"] != "delivered":
            tell_state(turn, order)
            turn.say("utter_fault_not_there")
            return self.offer(turn, order, fault=self.told(turn))
        fault = self._fault(turn)
        return await self._remedy(turn, order, fault) if fault else self.ask(order)

    async def read_wish(self, turn: Turn, order: Order) -> Events | None:
        """The fault first, then what should be done about it."""
        remedy = turn.entity("remedy") or self._named(turn)
        fault = self._fault(turn)
        if remedy in REMEDIES and fault:
            return await self._propose(turn, order, REMEDIES[remedy], fault)
        return None if fault else await self._remedy(turn, order, turn.text[:_LONGEST])

    def ask_wish(self, turn: Turn, order: Order) -> None:
        """What is wrong, or what should be done."""
        turn.say("utter_ask_remedy" if self._fault(turn) else "utter_ask_fault", **facts(turn, order))

    async def _remedy(self, turn: Turn, order: Order, fault: str) -> Events:
        """Which remedy; none is asked for when there is but one."""
        possible = [operation for operation in REMEDIES.values() if operation in order["possible"]]
        if len(possible) < len(REMEDIES):
            return await self._propose(turn, order, possible[0] if possible else "request_repair", fault)
        return self.ask(order, details={**self.details(turn), "fault": fault})

    async def _propose(self, turn: Turn, order: Order, operation: str, fault: str) -> Events:
        kept = slots(details={**self.details(turn), "fault": fault})
        return [*kept, *(await self.propose(turn, order, operation, {_FIELD[operation]: fault}))]

    def _fault(self, turn: Turn) -> str | None:
        told = self.told(turn)
        return self.details(turn).get("fault") or (told[:_LONGEST] if len(told) >= _TELLING else None)

    def _named(self, turn: Turn) -> str | None:
        """ "Just give me my money back" while a remedy is asked for."""
        if not self._fault(turn):
            return None
        return {"return_refund": "return", "exchange": "exchange", "product_fault": "repair"}.get(turn.intent)
