"""A parcel that is late, lost, broken or not what was ordered: the true state first, then a person with the facts."""

from typing import ClassVar

from actions.crm_client import Order
from actions.handoff import hand_over
from actions.order_need import OrderNeed
from actions.orders import ON_ITS_WAY, facts, is_late, tell_state
from actions.turn import Events, Turn
from actions.wishes import trouble
from actions.wording import items

_CONTENTS = ("damaged", "missing", "wrong")


class DeliveryProblem(OrderNeed):
    """What is wrong, told once, reaches the colleague."""

    name = "delivery_problem"
    read_as: ClassVar[frozenset[str]] = frozenset(("product_fault", "order_status", "return_refund", "exchange"))

    async def order_known(self, turn: Turn, order: Order) -> Events:
        """On its way, delivered, or not yet sent: each is another matter."""
        wrong = turn.slot("aspect") or trouble(self.told(turn))
        if order["state"] != "delivered":
            return self._not_there(turn, order, wrong)
        return self._arrived(turn, order, wrong) if wrong and wrong != "late" else self.ask(order)

    async def read_wish(self, turn: Turn, order: Order) -> Events | None:
        """By button or in words."""
        wrong = turn.entity("trouble") or trouble(turn.text) or "other"
        return self._arrived(turn, order, wrong, said=turn.text)

    def ask_wish(self, turn: Turn, order: Order) -> None:
        """What is wrong with what was delivered."""
        turn.say("utter_ask_trouble", **facts(turn, order))

    def _not_there(self, turn: Turn, order: Order, wrong: str | None) -> Events:
        late = is_late(order)
        tell_state(turn, order)  # says that it is late and offers a person, if it is
        if order["state"] in ON_ITS_WAY and not late:
            turn.say("utter_delivery_not_late", **facts(turn, order))
        elif not late:
            turn.say("utter_delivery_person")
        return self.offer(turn, order, **self._facts(turn, order, wrong or ("late" if late else None)))

    def _arrived(self, turn: Turn, order: Order, wrong: str, said: str | None = None) -> Events:
        """ "Delivered" and not there may be at a neighbour's; what came wrong goes to a person at once."""
        found = self._facts(turn, order, wrong)
        if said:
            found["said"] = " / ".join(filter(None, (self.told(turn), said)))
        if wrong in ("not_received", "late"):
            turn.say("utter_order_not_received", **facts(turn, order))
            return self.offer(turn, order, **found)
        turn.say("utter_delivery_sorry" if wrong in _CONTENTS else "utter_delivery_looked_into", **facts(turn, order))
        gathered = {"need": self.name, "order_id": order["order_id"], "state": order["state"]}
        return hand_over(turn, "other_request", {**gathered, **{k: v for k, v in found.items() if v}})

    def _facts(self, turn: Turn, order: Order, wrong: str | None) -> dict[str, str | None]:
        told = self.told(turn) or None
        return {"problem": wrong, "items": items(order, turn.language), "expected": order["expected_at"], "said": told}
