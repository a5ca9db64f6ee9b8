"""What the shop page proposes to try in the chat, with real order ids of the demo."""

from collections.abc import Callable, Sequence
from typing import TypedDict

from crm_backend.demo.schemas import CastMember

UNDER_WAY = ("shipped", "out_for_delivery")
CANCELLABLE = ("placed", "paid", "packed")
Say = Callable[..., str]


class Sample(TypedDict):
    """An order, and the contacts on it that prove it."""

    order: str
    phone: str
    email: str


def sample(cast: Sequence[CastMember], locale: str, states: Sequence[str] = UNDER_WAY) -> Sample | None:
    """An order of the cast in one of these states; of a customer with the reader's language if there is one."""
    for person in sorted(cast, key=lambda person: person.locale != locale):
        for order in person.orders:
            if order.state in states:
                return Sample(order=order.order_id, phone=person.phone, email=person.email)
    return None


def hints(cast: Sequence[CastMember], locale: str, say: Say) -> list[str]:
    """Questions to put into the chat, in the reader's language; one switches to the other."""
    under_way, cancellable = sample(cast, locale), sample(cast, locale, CANCELLABLE)
    questions = [say("try_orders")]
    if under_way:
        questions += [say("try_status", order=under_way["order"]), say("try_switch", order=under_way["order"])]
    if cancellable:
        questions.append(say("try_cancel", order=cancellable["order"]))
    return [*questions, say("try_person")]
