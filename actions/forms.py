"""What the order forms share. Rasa calls `validate_<form>` for every message while a form is active.

An empty answer rejects the form: the rule for the message's intent answers it, and Rasa comes back with the question.
"""

from abc import abstractmethod
from contextlib import suppress
from datetime import UTC, datetime
from typing import ClassVar

from rasa_sdk.events import ActiveLoop

from actions.base import NEEDS, NO_FORM, REQUESTS, RapportAction, say_unavailable
from actions.crm_client import Order
from actions.crm_errors import (
    BadOrderId,
    ContactUnreadable,
    CrmError,
    CrmUnavailable,
    OrderLocked,
    OrderNotFound,
    ProofNeeded,
    ProofWrong,
)
from actions.handoff import emergency, hand_over
from actions.orders import begin_with, fits, offer_person, order_buttons, order_meant
from actions.reading import pick
from actions.remarks import asks_for_list, means_all
from actions.turn import Events, Turn, slots
from actions.wishes import changes_mind, danger

ASIDES = frozenset(
    (
        *("greet", "goodbye", "thanks", "capabilities", "out_of_scope", "complaint", "dont_know"),
        *("product_info", "payment_problem", "invoice", "promotion_price", "account_access", "membership"),
        *("suggestion", "praise", "privacy_request"),
        *("solution_helped", "solution_not_helped", "privacy_confirmed"),
        *("nevermind", "deny", "ask_for_person"),
        *("event_greeting", "event_reminder", "event_returned", "event_left", "event_idle", "event_closed"),
    )
)
ASIDES_EVEN_WITH_AN_ORDER = frozenset(
    (
        *("ask_for_person", "complaint", "payment_problem", "invoice", "promotion_price"),
        *("account_access", "membership", "privacy_request"),
    )
)
OVER = "over"  # the need ended before its form began, and the customer knows why
SURE_OF_ANOTHER = 0.75  # below, another need is only begun if the words say that the mind was changed
OFFER_PERSON_AT = 2  # unreadable answers
HAND_OVER_AT = 3
KIND_TIMES = 2  # the same sensible remark instead of an answer
LIST, CONTACT_ALONE, ONE_AT_A_TIME, PROOF_FIRST = "list", "contact_alone", "one_at_a_time", "proof_first"  # hints


class OrderForm(RapportAction):
    """Reads the answer to the form's question. Concrete forms say what a known order leads to."""

    form: ClassVar[str]

    async def act(self, turn: Turn) -> Events:
        """The order named at the start, or an answer; nothing new when Rasa comes back from an aside."""
        if turn.slot("hint") == OVER:
            return self.ended()
        if turn.slot("requested_slot") is None:  # the form has just begun
            order_id = turn.slot("order_id")
            return await self.order_named(turn, str(order_id)) if order_id else slots(unreadable=0)
        if self._returning(turn):
            return slots(hint="again", hint_value=None)
        if danger(turn.text):
            return emergency(turn)
        requested = turn.slot("requested_slot")
        if requested == "decision":
            return await self.read_decision(turn)
        if requested == "wish":
            return await self.read_wish(turn)
        return await (self._read_proof(turn) if requested == "proof" else self._read_order(turn))

    @abstractmethod
    async def order_known(self, turn: Turn, order: Order) -> Events:
        """What follows once the customer may see the order."""

    async def read_decision(self, turn: Turn) -> Events:
        """Only for a form that asks for one."""
        return []

    async def read_wish(self, turn: Turn) -> Events:
        """Only for a form that asks for one."""
        return []

    def need(self, turn: Turn) -> str:
        """The need that the form is for now."""
        return str(turn.slot("need"))

    def read_as(self, turn: Turn) -> frozenset[str]:
        """Other needs as which an answer is easily read."""
        return frozenset()

    def switches(self, turn: Turn) -> bool:
        """Whether the message begins another need, or is a question in between."""
        if turn.intent not in NEEDS or turn.intent in (self.need(turn), turn.slot("operation")):
            return False
        if turn.intent in self.read_as(turn) and not turn.pressed:
            return changes_mind(turn.text) or turn.intent == "order_status"
        return turn.confidence >= SURE_OF_ANOTHER or turn.slot("requested_slot") != "wish" or changes_mind(turn.text)

    def ended(self, **values: object) -> Events:
        """The form is over; whatever had to be said was said."""
        return slots(**{**NO_FORM, **values})

    def is_aside(self, turn: Turn) -> bool:
        """Whether the message is to be answered by its own rule."""
        accepted = turn.intent == "affirm" and turn.slot("asking") == "person"
        return accepted or turn.intent in ASIDES or self.switches(turn)

    async def order_named(self, turn: Turn, order_id: str) -> Events:
        """Look the order up; a visitor has to prove it, and what can't be found is asked again."""
        try:
            order = await self.crm.order(turn.conversation_id, order_id)
        except ProofNeeded:
            return await self._prove_or_ask(turn, order_id)
        except (OrderNotFound, BadOrderId):
            again = self.unreadable(turn)
            return [*again, *slots(order_id=None, hint="not_found", hint_value=order_id)] if again else []
        except OrderLocked:
            return self._locked(turn)
        return await self.order_known(turn, order)

    def unreadable(self, turn: Turn) -> Events:
        """Ask again; the second time with the offer of a person, the third time a person takes over."""
        count = int(turn.slot("unreadable") or 0) + 1
        if count >= HAND_OVER_AT:
            return hand_over(turn, "not_understood")
        offer = offer_person("not_understood") if count >= OFFER_PERSON_AT else []
        return [*slots(unreadable=count, hint="unreadable", hint_value=None), *offer]

    def kindly(self, turn: Turn, hint: str) -> Events:
        """Ask again without counting what was sensible, though no answer; from the third time running, it counts."""
        times = int(turn.slot("hint_value") or 0) + 1 if turn.slot("hint") == hint else 1
        return self.unreadable(turn) if times > KIND_TIMES else slots(hint=hint, hint_value=str(times))

    async def _read_order(self, turn: Turn) -> Events:
        named = turn.order_id()
        elsewhere = self.switches(turn) or turn.intent in ASIDES_EVEN_WITH_AN_ORDER
        if elsewhere or (self.is_aside(turn) and not named):
            return []
        named = begin_with(turn) or await self._described(turn)
        return await self.order_named(turn, named) if named else self._no_order(turn)

    def _no_order(self, turn: Turn) -> Events:
        if turn.entity("contact"):
            return self.kindly(turn, CONTACT_ALONE)
        if self.form != "order_status_form" and means_all(turn.text):
            return self.kindly(turn, ONE_AT_A_TIME)
        return self.kindly(turn, LIST) if asks_for_list(turn.text) else self.unreadable(turn)

    async def _described(self, turn: Turn) -> str | None:
        if turn.entity("contact") or means_all(turn.text) or asks_for_list(turn.text):
            return None
        if not turn.slot("offered"):
            return _bare_id(turn.text)
        orders = await self.crm.recent_orders(turn.conversation_id)
        listed = [order for order in orders if order["order_id"] in turn.slot("offered")]
        order = pick(turn.text, listed, datetime.now(UTC), turn.zone)
        return order["order_id"] if order else _bare_id(turn.text)

    async def _read_proof(self, turn: Turn) -> Events:
        contact, named = turn.entity("contact"), turn.order_id()
        if self.switches(turn):
            return []
        if named and not contact and not turn.same_order(named, turn.slot("order_id")):
            return await self.order_named(turn, named)
        if not contact and self.is_aside(turn):
            return []
        typed = contact or (turn.text if not named and _may_be_contact(turn.text) else None)
        if not typed and (named or turn.intent in (*NEEDS, "inform")):
            return self.kindly(turn, PROOF_FIRST)
        order_id = str(turn.slot("order_id"))
        return await self._prove(turn, order_id, typed) if typed else self.unreadable(turn)

    async def _prove_or_ask(self, turn: Turn, order_id: str) -> Events:
        """Who names the order and the phone on it in one message is not asked for it again."""
        contact = turn.entity("contact")
        asked = slots(order_id=order_id, proof=None, unreadable=0, hint=None)
        return [*asked, *(await self._prove(turn, order_id, contact) if contact else [])]

    async def _prove(self, turn: Turn, order_id: str, contact: str) -> Events:
        try:
            order = await self.crm.prove(turn.conversation_id, order_id, contact, turn.message_id)
        except ContactUnreadable:
            return self.unreadable(turn)
        except OrderLocked:
            return self._locked(turn)
        except ProofWrong as wrong:
            if wrong.tries_left < 1:
                return self._locked(turn)
            return slots(proof=None, unreadable=0, hint="proof_wrong", hint_value=str(wrong.tries_left))
        return await self.order_known(turn, order)

    def _locked(self, turn: Turn) -> Events:
        turn.say("utter_order_locked")
        return [*self.ended(), *offer_person("order_locked")]

    def _returning(self, turn: Turn) -> bool:
        """Whether something else ran in this turn after the message was read, and before this form."""
        ran = [event["name"] for event in turn.events_since_message() if event.get("event") == "action"]
        return any(name not in (self.form, "action_listen", "action_extract_slots") for name in ran)


class AskOrder(RapportAction):
    """Which order? With the recent ones as buttons, for whom we know."""

    action_name = "action_ask_order_id"

    async def act(self, turn: Turn) -> Events:
        """The question, worded for what just happened."""
        orders = await self.crm.recent_orders(turn.conversation_id)
        orders = [order for order in orders if fits(order, turn.slot("need"))] or orders
        hint = turn.slot("hint")
        if hint == "not_found":
            turn.offer("utter_order_not_found", order_buttons(turn, orders), asked=turn.slot("hint_value"))
        elif hint == "unreadable":
            name = "utter_order_id_or_person" if _offers_person(turn) else "utter_order_id_again"
            turn.offer(name, order_buttons(turn, orders))
        elif hint == CONTACT_ALONE:
            turn.offer("utter_contact_alone", order_buttons(turn, orders))
        elif hint == LIST and orders and turn.slot("need") not in (*REQUESTS, "cancel_order"):
            turn.offer("utter_ask_order_from_list", order_buttons(turn, orders))
            return slots(offered=[order["order_id"] for order in orders], met=True)
        elif hint == "again" and not orders:
            turn.say("utter_ask_order_number_again")
        else:
            if hint == ONE_AT_A_TIME:
                turn.say("utter_one_at_a_time")
            who = "which" if orders else "number"
            turn.offer(f"utter_ask_order_{who}_{turn.slot('need') or 'order_status'}", order_buttons(turn, orders))
        return slots(offered=[order["order_id"] for order in orders])


class AskProof(RapportAction):
    """The phone or e-mail on the order, please."""

    action_name = "action_ask_proof"

    async def act(self, turn: Turn) -> Events:
        """The question, worded for what just happened."""
        hint, order_id = turn.slot("hint"), turn.slot("order_id")
        if hint == "proof_wrong":
            left = int(turn.slot("hint_value") or 1)
            turn.say("utter_proof_wrong" if left > 1 else "utter_proof_wrong_last", tries_left=left, order_id=order_id)
        elif hint == "unreadable":
            turn.say("utter_proof_or_person" if _offers_person(turn) else "utter_proof_again", order_id=order_id)
        elif hint == PROOF_FIRST:
            turn.say("utter_ask_proof_first", order_id=order_id)
        else:
            turn.say("utter_ask_proof_again" if hint == "again" else "utter_ask_proof", order_id=order_id)
        return []


class StartNeed(RapportAction):
    """A need begins: find out which order is meant, as far as the message tells. Nothing is changed here."""

    need: ClassVar[str]

    async def act(self, turn: Turn) -> Events:
        """Whatever was half done before is left, and an open change dropped."""
        await self._drop_open(turn)
        if danger(turn.text):
            return [*emergency(turn, self.need_of(turn)), *self._begun(turn, hint=OVER)]
        if begin_with(turn):
            return self._begun(turn, order_id=turn.order_id())
        known = await self.unnamed(turn)
        alone = turn.entity("contact") and not any(known.values())
        return self._begun(turn, **({"hint": CONTACT_ALONE} if alone else known))

    def need_of(self, turn: Turn) -> str:
        """Which need begins."""
        return self.need

    async def _drop_open(self, turn: Turn) -> None:
        change = turn.slot("pending_change")
        if change:
            with suppress(CrmError):  # it expires by itself
                await self.crm.drop(turn.conversation_id, str(change), turn.message_id)

    async def unnamed(self, turn: Turn) -> dict[str, str | None]:
        """Which order is meant without its id, or how to ask for it."""
        return {"order_id": await order_meant(turn, self.crm)}

    def crm_away(self, turn: Turn, problem: CrmUnavailable) -> Events:
        """The form that follows ends at once."""
        say_unavailable(turn, problem)
        return self._begun(turn, hint=OVER)

    def begins_with(self, turn: Turn) -> dict[str, object]:
        """What else the first message tells."""
        return {}

    def _begun(self, turn: Turn, **values: object) -> Events:
        fresh: dict[str, object] = {
            **NO_FORM,
            "need": self.need_of(turn),
            "met": False,
            "asking": None,
            "offer_reason": None,
        }
        fresh |= {"offered": None, "gathered": None, **self.begins_with(turn)}
        return [*slots(**{**fresh, **values}), ActiveLoop(None)]


def _offers_person(turn: Turn) -> bool:
    return int(turn.slot("unreadable") or 0) >= OFFER_PERSON_AT


def _bare_id(text: str) -> str | None:
    """A single word with digits, when an order id was asked for."""
    word = text.strip().strip("#。.!！")
    return word if len(word) <= 40 and not word.count(" ") and sum(map(str.isdigit, word)) >= 3 else None


def _may_be_contact(text: str) -> bool:
    return len(text) <= 80 and ("@" in text or sum(map(str.isdigit, text)) >= 5)
