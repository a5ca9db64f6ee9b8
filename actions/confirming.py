"""What was confirmed is done, and what came of it is told. For every operation on an order."""

from contextlib import suppress

from rasa_sdk.events import ActiveLoop

from actions.base import NO_FORM
from actions.crm_client import Change, Crm, Order
from actions.crm_errors import ChangeDropped, ChangeExpired, ChangeNotFound, CrmUnavailable, DetailsInvalid, NotPossible
from actions.orders import facts, offer_person
from actions.turn import Events, Turn, slots
from actions.wording import day

CANCEL_ORDER = "cancel_order"
_SENT, _CLOSED = ("shipped", "out_for_delivery"), ("cancelled", "returned", "refunded")
# The need to begin again with, when a confirmation came too late
NEED_OF = {
    CANCEL_ORDER: CANCEL_ORDER,
    **dict.fromkeys(("change_address", "change_items", "change_time"), "change_order"),
    "request_return": "return_refund",
    "request_exchange": "exchange",
    "request_repair": "product_fault",
}


async def apply(turn: Turn, crm: Crm, change: str, order_id: str | None) -> Events:
    """Do what was confirmed, once; say honestly what came of it."""
    done = slots(**NO_FORM, focus=order_id)
    try:
        applied = await crm.apply(turn.conversation_id, change, turn.message_id)
    except (ChangeExpired, ChangeDropped, ChangeNotFound, DetailsInvalid) as gone:
        name = "utter_change_dropped" if isinstance(gone, ChangeDropped | ChangeNotFound) else "utter_change_expired"
        turn.say(name, order_id=order_id, retry_intent=_begun_with(turn))
        return [*done, *slots(asking="again", met=False)]
    except NotPossible as refused:
        tell_refused(turn, await crm.order(turn.conversation_id, str(order_id)), refused)
        return [*done, *offer_person("other_request"), *slots(met=False)]
    return [*done, *_told(turn, applied, order_id)]


def _told(turn: Turn, applied: Change, order_id: str | None) -> Events:
    order, operation = applied.get("order"), applied.get("operation", CANCEL_ORDER)
    number = order["order_id"] if order else order_id
    turn.say("utter_cancelled" if operation == CANCEL_ORDER else f"utter_done_{operation}", order_id=number)
    turn.say("utter_anything_else")
    return slots(asking="anything_else", need=NEED_OF[operation], met=True)


def uncertain(turn: Turn, problem: CrmUnavailable, change: str, order_id: str) -> Events:
    """Say that the outcome is not known, with a button that confirms the same change again."""
    turn.say("utter_change_uncertain", order_id=order_id, pending_change=change)
    turn.ask_for("problem", code="crm_unavailable", detail=problem.code)
    return [*slots(**NO_FORM, focus=order_id, asking=None), ActiveLoop(None)]


async def keep(turn: Turn, crm: Crm, change: str, order_id: str | None) -> Events:
    """The order stays as it is. A change that can't be dropped now expires by itself."""
    dropped: Change = {"id": change}
    with suppress(ChangeExpired, ChangeDropped, ChangeNotFound, CrmUnavailable):
        dropped = await crm.drop(turn.conversation_id, change, turn.message_id)
    operation = dropped.get("operation") or turn.slot("operation") or CANCEL_ORDER
    if dropped.get("state") == "applied":
        turn.say("utter_already_cancelled" if operation == CANCEL_ORDER else "utter_already_done")
        return [*slots(**NO_FORM, focus=order_id), *offer_person("other_request")]
    turn.say("utter_order_kept" if operation == CANCEL_ORDER else "utter_nothing_changed")
    turn.say("utter_anything_else")
    return [*slots(**NO_FORM, focus=order_id), *slots(asking="anything_else", met=True)]


def tell_refused(turn: Turn, order: Order, refused: NotPossible) -> None:
    """Why it can't be done with the order, and what is possible instead."""
    operation, told = refused.operation or CANCEL_ORDER, facts(turn, order)
    if operation == CANCEL_ORDER:
        turn.say(f"utter_not_cancellable_{order['state']}", **told)
    elif refused.reason == "requested":
        kind = operation.removeprefix("request_")
        turn.say(f"utter_already_requested_{kind}", **told, since=_since(turn, order, kind))
    elif refused.reason == "too_late":
        turn.say(f"utter_too_late_{operation.removeprefix('request_')}", **told)
    elif order["state"] in _SENT:
        turn.say("utter_not_changeable_sent", **told)
    else:
        turn.say(
            "utter_not_changeable_closed" if order["state"] in _CLOSED else "utter_not_changeable_delivered", **told
        )


def _since(turn: Turn, order: Order, kind: str) -> str:
    asked = [request["created_at"] for request in order["requests"] if request["kind"] == kind]
    return day(asked[-1], turn.language, turn.zone) if asked else ""


def _begun_with(turn: Turn) -> str:
    need = turn.slot("need")
    return str(need) if need in NEED_OF.values() else CANCEL_ORDER
