"""What the order topics share: which order is meant, telling how it stands, offering the recent ones."""

from datetime import UTC, datetime, timedelta

from actions import wording
from actions.crm_client import Crm, Order
from actions.reading import pick, points_back, wants_other
from actions.remarks import asks_if_cancelled
from actions.turn import Button, Events, Turn, payload, slots

ON_ITS_WAY = ("shipped", "out_for_delivery")
NOT_YET_THERE = ("placed", "paid", "packed", *ON_ITS_WAY)


async def order_meant(turn: Turn, crm: Crm, text: str | None = None) -> str | None:
    """The order a request is about: named, described, just talked about, or the only one there is.

    `text`: the message without what describes something else.
    """
    said = turn.text if text is None else text
    named = turn.order_id()
    if named:
        return named
    focus = turn.slot("focus")
    if not turn.verified and not focus:
        return None
    orders = await crm.recent_orders(turn.conversation_id)
    if wants_other(turn.text):
        orders = [order for order in orders if not turn.same_order(order["order_id"], focus)]
    described = pick(said, orders, datetime.now(UTC), turn.zone)
    if described:
        return described["order_id"]
    if focus and (points_back(turn.text) or asks_if_cancelled(turn.text)):
        return str(focus)
    only = len(orders) == 1 and turn.verified
    return orders[0]["order_id"] if only else None


_WANTED = {"cancel_order": "cancel_order", "change_order": "change_address", "exchange": "request_exchange"} | {
    "return_refund": "request_return",
    "product_fault": "request_repair",
}


def fits(order: Order, need: str | None) -> bool:
    """Whether the need can be met on the order as it stands."""
    wanted = _WANTED.get(need or "")
    return order["state"] != "cancelled" if need == "delivery_problem" else not wanted or wanted in order["possible"]


def recipient(turn: Turn) -> dict[str, str]:
    """Who receives it instead, with a phone for the courier. Without a name, a phone is the customer's own."""
    person = turn.entity("person")
    phones = [contact for contact in turn.entities("contact") if "@" not in contact]
    found = {"recipient": person, "phone": phones[-1] if person and phones else None}
    return {name: value for name, value in found.items() if value}


def begin_with(turn: Turn) -> str | None:
    """The order named; of several the first, and the customer is told that they go one after the other."""
    named = turn.order_id()
    if named and turn.names_several:
        turn.say("utter_one_at_a_time_from", order_id=named)
    return named


def order_buttons(turn: Turn, orders: list[Order]) -> list[Button]:
    """One button for each order, saying what it is."""
    return [
        {"title": wording.title(order, turn.language), "payload": payload("inform", order_id=order["order_id"])}
        for order in orders
    ]


def tell_state(turn: Turn, order: Order) -> None:
    """Say where an order stands, in a sentence made for its state and for what is known about it."""
    late = is_late(order)
    values = facts(turn, order)
    turn.say(state_response(order, late), **values)
    if late:
        turn.say("utter_order_late", **values)


def is_late(order: Order) -> bool:
    """Whether it should have arrived before today."""
    expected = order["expected_at"]
    return order["state"] in NOT_YET_THERE and expected is not None and wording.when(expected) < datetime.now(UTC)


def state_response(order: Order, late: bool) -> str:
    """`utter_order_shipped`, or its variant for what is not known: `…_untracked`, `…_undated`."""
    name = f"utter_order_{order['state']}"
    if order["state"] in ON_ITS_WAY and not (order["courier"] and order["tracking_number"]):
        name += "_untracked"
    dates = {"delivered": order["delivered_at"], "cancelled": order["cancelled_at"]}
    date = dates.get(order["state"], order["expected_at"])
    dated = order["state"] in ("placed", "paid", "packed", "shipped", "delivered", "cancelled")
    return name + "_undated" if dated and (not date or late) else name


def facts(turn: Turn, order: Order) -> dict[str, str]:
    """What the sentences about an order can mention."""
    courier = order["courier"] or ""

    def day(iso: str | None) -> str:
        return wording.day(iso, turn.language, turn.zone) if iso else ""

    return {
        "order_id": order["order_id"],
        "items": wording.items(order, turn.language),
        "total": wording.money(order["total"], order["currency"]),
        "state": wording.state(order, turn.language),
        "courier": wording.inset(courier) if turn.language == "zh" else courier,
        "tracking_number": order["tracking_number"] or "",
        "expected": day(order["expected_at"]),
        "delivered": day(order["delivered_at"]),
        "until": day(order["return_until"] and last_day(order["return_until"])),
        "cancelled": day(order["cancelled_at"]),
    }


def last_day(deadline: str) -> str:
    """The last whole day before a deadline."""
    return (wording.when(deadline) - timedelta(days=1)).isoformat()


def offer_person(reason: str, **gathered: str) -> Events:
    """A person was offered; a yes, or the button, takes the offer for this reason, with what was gathered."""
    return slots(asking="person", offer_reason=reason, **({"gathered": gathered} if gathered else {}))
