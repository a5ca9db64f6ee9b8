"""What a need leads to once its order is known. One class a need; none of them holds any state."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from actions.base import NO_FORM
from actions.confirming import tell_refused
from actions.crm_client import Crm, Order
from actions.crm_errors import DetailsInvalid, NotPossible
from actions.orders import offer_person
from actions.turn import Events, Turn, slots

UNCLEAR = "unreadable"  # the hint that a wish was not understood
TOLD = "told"  # the wish is known, so that Rasa comes back with the next question


class OrderNeed(ABC):
    """The part of the request form that differs from need to need."""

    name: ClassVar[str]
    read_as: ClassVar[frozenset[str]] = frozenset()  # other needs as which an answer is easily read

    def __init__(self, crm: Crm) -> None:
        self.crm = crm

    @abstractmethod
    async def order_known(self, turn: Turn, order: Order) -> Events:
        """The next question, a change to confirm, or the end with whatever had to be said."""

    @abstractmethod
    async def read_wish(self, turn: Turn, order: Order) -> Events | None:
        """The answer to the need's own question; None if it can't be read."""

    @abstractmethod
    def ask_wish(self, turn: Turn, order: Order) -> None:
        """The need's own question."""

    async def corrected(self, turn: Turn, order: Order) -> Events | None:
        """Another wish instead of a yes or no; None if it is none."""
        return None

    def told(self, turn: Turn) -> str:
        """What the customer wrote when the need began."""
        return str(turn.slot("told") or "")

    def details(self, turn: Turn) -> dict[str, str]:
        """What is known of the wish so far."""
        return dict(turn.slot("details") or {})

    async def propose(self, turn: Turn, order: Order, operation: str, details: Mapping[str, object]) -> Events:
        """Show the change and wait for a decision; or say why it is not possible."""
        order_id = order["order_id"]
        try:
            change = await self.crm.propose_change(turn.conversation_id, order_id, operation, details, turn.message_id)
        except NotPossible as refused:
            tell_refused(turn, order, refused)
            return self.offer(turn, order, wish=self.told(turn))
        except DetailsInvalid as wrong:
            return await self.invalid(turn, order, wrong.problem)
        asked = self.known(order, pending_change=change["id"], operation=operation, shown=change.get("shown"))
        return [*asked, *slots(wish=TOLD, decision=None, requested_slot="decision")]

    async def invalid(self, turn: Turn, order: Order, problem: str) -> Events:
        """What was wished can't be done like this: asked again."""
        return [*self.ask(order), *slots(hint=problem)]

    def ask(self, order: Order, **values: object) -> Events:
        """The need's own question comes next."""
        return [*self.known(order, pending_change=None, **values), *slots(wish=None, requested_slot="wish")]

    def known(self, order: Order, **values: object) -> Events:
        """The order may be seen, and is what the conversation is about."""
        seen = {"order_id": order["order_id"], "proof": "seen", "focus": order["order_id"]}
        return slots(**{**seen, "unreadable": 0, "hint": None, "asking": None, **values})

    def over(self, order: Order, **values: object) -> Events:
        """The form ends: whatever had to be said was said."""
        return slots(**{**NO_FORM, "focus": order["order_id"], **values})

    def offer(self, turn: Turn, order: Order, **gathered: str | None) -> Events:
        """The form ends with the offer of a person, who will get what was gathered."""
        facts = {"state": order["state"], "said": self.told(turn) or None, **gathered}
        found = {name: value for name, value in facts.items() if value}
        return [*self.over(order, met=False), *offer_person("other_request", **found)]
