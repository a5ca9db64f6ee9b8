"""Another address, fewer articles or another time of delivery, as long as the order has not been sent."""

from typing import ClassVar

from actions.confirming import CANCEL_ORDER, tell_refused
from actions.crm_client import Order
from actions.crm_errors import NotPossible
from actions.order_need import UNCLEAR, OrderNeed
from actions.orders import facts, recipient
from actions.reading import disagrees
from actions.turn import Button, Events, Turn, payload, slots
from actions.wishes import aspect, quantity, stated, wants_other_variant
from actions.wording import name as article

_NEEDS_PERSON = ("items_more", "price")
_LONGEST_WISH = 200


class ChangeOrder(OrderNeed):
    """Which part of the order, the new value, and a confirmation."""

    name = "change_order"
    read_as: ClassVar[frozenset[str]] = frozenset(("delivery_problem", "return_refund", "exchange"))

    async def order_known(self, turn: Turn, order: Order) -> Events:
        """As much as the first message tells is not asked again."""
        details = self.details(turn)
        if "change_address" not in order["possible"]:
            tell_refused(turn, order, NotPossible("", operation="change_address", reason="state"))
            return self.offer(turn, order, wish=details.get("address") or details.get("time"))
        wanted = turn.slot("aspect") or self._asked_for(turn, order, details)
        if wanted == "address" and details.get("address"):
            return await self._to_address(turn, order, details)
        if wanted == "time" and details.get("time"):
            return await self.propose(turn, order, "change_time", {"wish": details["time"]})
        if wanted == "items":
            return await self._to_items(turn, order, self.told(turn)) or self.ask(order, aspect="items")
        return self.ask(order, aspect=wanted)

    async def read_wish(self, turn: Turn, order: Order) -> Events | None:
        """Which part first, unless it is known; then its new value."""
        chosen, item = turn.entity("aspect"), turn.entity("item")
        if chosen:
            return self.ask(order, aspect=chosen)
        if item:
            left = int(turn.entity("quantity") or 0)
            return await self.propose(turn, order, "change_items", {"items": [{"name": item, "quantity": left}]})
        wanted = turn.slot("aspect") or self._meant(turn)
        if wanted == "items":
            return await self._to_items(turn, order, turn.text)
        if wanted == "time":
            return await self.propose(turn, order, "change_time", {"wish": stated(turn.text)[:_LONGEST_WISH]})
        if wanted == "address":
            return await self._to_address(turn, order, self._address(turn))
        return None

    async def corrected(self, turn: Turn, order: Order) -> Events | None:
        """ "That's wrong": the new value once more."""
        operation, item = turn.slot("operation"), turn.entity("item")
        if operation == "change_address" and turn.entity("address"):
            return await self._to_address(turn, order, self._address(turn))
        if item or turn.entity("aspect"):
            return await self.read_wish(turn, order)
        part = str(operation).removeprefix("change_")  # "no, it's number 15" is half an address: once more, whole
        return self.ask(order, aspect=part) if disagrees(turn.text) else None

    def ask_wish(self, turn: Turn, order: Order) -> None:
        """What to change, or the new value of it."""
        hint, wanted, told = turn.slot("hint"), turn.slot("aspect"), facts(turn, order)
        if wanted == "items":
            name = "utter_items_unclear" if hint in (UNCLEAR, "items_unknown", "items_same") else "utter_ask_new_items"
            turn.offer(name, self._articles(turn, order), **told)
        elif wanted == "address":
            unclear = dict.fromkeys((UNCLEAR, "address", "details"), "utter_address_unclear")
            unclear["phone"] = "utter_recipient_phone_unclear"
            turn.say(unclear.get(hint or "", "utter_ask_new_address"), **told)
        else:
            turn.say("utter_ask_new_time" if wanted == "time" else "utter_ask_change", **told)

    async def invalid(self, turn: Turn, order: Order, problem: str) -> Events:
        """Nothing left is a cancellation; what has to be paid, or reckoned by hand, is for a person."""
        if problem == "items_none":
            turn.say("utter_items_none", **facts(turn, order))
            return await self.propose(turn, order, CANCEL_ORDER, {})
        if problem in _NEEDS_PERSON:
            return self._person(turn, order, turn.text)
        return await super().invalid(turn, order, problem)

    async def _to_address(self, turn: Turn, order: Order, details: dict[str, str]) -> Events:
        given = {field: details[field] for field in ("address", "recipient", "phone") if details.get(field)}
        change = await self.propose(turn, order, "change_address", given)
        return [*slots(aspect="address", details=given), *change]

    async def _to_items(self, turn: Turn, order: Order, text: str) -> Events | None:
        wished = quantity(text, order["items"])
        if wished:
            items = [{"name": wished[0], "quantity": wished[1]}]
            return [*slots(aspect="items"), *(await self.propose(turn, order, "change_items", {"items": items}))]
        return self._person(turn, order, text) if wants_other_variant(text) else None

    def _person(self, turn: Turn, order: Order, wish: str) -> Events:
        turn.say("utter_items_need_person", **facts(turn, order))
        return self.offer(turn, order, wish=wish)

    def _address(self, turn: Turn) -> dict[str, str]:
        return {"address": turn.entity("address") or stated(turn.text), **recipient(turn)}

    def _asked_for(self, turn: Turn, order: Order, details: dict[str, str]) -> str | None:
        """Which part of the order, as far as the first message tells."""
        if details.get("address"):
            return "address"
        return aspect(self.told(turn)) or ("items" if quantity(self.told(turn), order["items"]) else None)

    def _meant(self, turn: Turn) -> str | None:
        return aspect(turn.text) or ("address" if turn.entity("address") else None)

    def _articles(self, turn: Turn, order: Order) -> list[Button]:
        """A button for each article that may go; pressing it takes it out."""
        return [
            {
                "title": article(item, turn.language),
                "payload": payload("inform", item=item["name_en"] or item["name_zh"], quantity="0"),
            }
            for item in order["items"][:8]
        ]
