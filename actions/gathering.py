"""What was found out in a conversation, for the colleague who takes over."""

from collections.abc import Iterable

from actions.base import NEEDS
from actions.crm_client import Crm, Reading
from actions.crm_errors import CrmError
from actions.turn import Turn

FORGOTTEN: dict[str, None] = dict.fromkeys(("question", "proposal", "tried", "likely", "wanted"))
_MENTIONED = ("amount", "date", "address", "person")


async def reading_of(turn: Turn, crm: Crm) -> Reading | None:
    """How the CRM reads the conversation; None if it can't say, which stops nothing."""
    try:
        return await crm.reading(turn.conversation_id)
    except CrmError:
        return None


def gathered(turn: Turn, reading: Reading | None, **more: str | None) -> dict[str, str]:
    """Short texts under the names that the console knows; what is not known is left out."""
    found = reading["entities"] if reading else []
    contacts = [one["value"] for one in found if one["label"] in ("phone", "email")]
    asked = turn.slot("need") not in NEEDS  # what was asked before an order came up is settled
    known = {
        "need": turn.slot("need") or (reading["need"] if reading and reading["sure"] else None),
        "said": turn.slot("question") if asked else None,
        "order_id": turn.order_id() or turn.slot("focus"),
        "product": _joined(one["value"] for one in found if one["label"] == "product"),
        "contact": turn.entity("contact") or _joined(contacts),
        "mentioned": _joined(one["value"] for one in found if one["label"] in _MENTIONED),
        "tried": _joined(turn.slot("tried") or []) if asked else None,
        **more,
    }
    return {name: str(value) for name, value in known.items() if value}


def _joined(values: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(values))
