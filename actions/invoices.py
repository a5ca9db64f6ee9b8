"""Having an invoice issued: what a colleague needs for it."""

import re

from actions.turn import Events, Turn, slots
from rapport_text.normalise import normalise

_ISSUE = re.compile(
    r"\b(?:send|issue|e-?mail|make|write|give|get|forward|resend)\b.{0,20}\b(?:me|us|my|our|a|an"
    r"|the)\b.{0,20}\b(?:invoice|receipt|bill)\b"
    r"|\b(?:invoice|receipt|bill)\b.{0,30}\bplease\b|\b(?:i|we)(?:'d like| need| want"
    r"| would like)\b.{0,20}\b(?:invoice|receipt)\b"
    r"|(?:帮|给|替|麻烦|请|我要|我想要?|需要)[^？?]{0,12}(?:开|补|发|重开)[^？?吗怎]{0,8}(?:发票|专票|普票|收据"
    r"|一?张票|[个下]票)"
    r"|(?:发票|专票|普票|收据)[^？?吗怎]{0,8}(?:开|发|补)(?:一下|给我|过来)"
)
_NAME = re.compile(r"\b(?:title|name|company|vat|tax)\b|抬头|税号|公司|个人|纳税人")
_HOW = re.compile(r"\bhow\b|\bcan i\b|\bwhere\b|怎么|如何|能不能|可以.*吗|能.*吗|在哪")


def wants_it_issued(text: str) -> bool:
    """ "Please send me the invoice", not "how do I get one?"."""
    plain = normalise(text).lower().replace("’", "'")
    return _ISSUE.search(plain) is not None and not _HOW.search(plain)


def knows_enough(text: str, order_id: str | None) -> bool:
    """Whether a colleague could begin: the order, and what shall stand on the invoice."""
    return order_id is not None and _NAME.search(normalise(text).lower()) is not None


def ask_for_details(turn: Turn) -> Events:
    """The order, unless it is known, and what shall stand on the invoice."""
    order_id = turn.order_id() or turn.slot("focus")
    if order_id:
        turn.say("utter_invoice_details_for", order_id=order_id)
    else:
        turn.say("utter_invoice_details")
    return slots(asking="details", focus=order_id)
