"""What was gathered in a conversation and asked for on an order, with names that staff can read. Pure."""

from collections.abc import Mapping, Sequence

from crm_backend.handoff.schemas import HandoffView
from crm_backend.kit import texts
from crm_backend.needs.catalogue import catalogue
from crm_backend.orders.schemas import OrderRequestView

Facts = list[tuple[str, str]]


def gathered(handoffs: Sequence[HandoffView], language: str) -> Facts:
    """Of the newest handoff for which the assistant had found something out."""
    newest = next((handoff.gathered for handoff in reversed(handoffs) if handoff.gathered), None)
    return _named(newest or {}, language)


def details(request: OrderRequestView, language: str) -> Facts:
    amount, currency = request.details.get("amount"), request.details.get("currency")
    rest = {name: str(value) for name, value in request.details.items() if name not in ("amount", "currency")}
    if amount:
        rest["amount"] = f"{amount} {currency}"
    return _named(rest, language)


def _named(values: Mapping[str, str], language: str) -> Facts:
    return [
        (_label(f"console.fact_{name}", name, language), _value(name, value, language))
        for name, value in values.items()
    ]


def _value(name: str, value: str, language: str) -> str:
    if name == "need":
        return next((getattr(need.name, language) for need in catalogue() if need.id == value), value)
    key = {
        "state": f"console.order_{value}",
        "because": f"console.because_{value}",
        "data_wish": f"console.data_{value}",
    } | dict.fromkeys(("urgent", "problem", "asked"), f"console.told_{value}")
    return _label(key.get(name, ""), value, language)


def _label(key: str, otherwise: str, language: str) -> str:
    return texts.text(key, language) if texts.has(key) else otherwise
