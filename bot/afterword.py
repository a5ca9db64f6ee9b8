"""What a text means that arrives after the close, while the CSAT survey is alive."""

from __future__ import annotations

import re
from math import inf
from typing import Any, Literal, NamedTuple

from rapport_text.ratings import read_rating

SMALL_TALK = frozenset(("greet", "goodbye", "thanks", "affirm", "deny", "nevermind", "praise"))
NO_TASK = SMALL_TALK | {"out_of_scope", "nlu_fallback", "dont_know", "capabilities"}
# A mere "no, thanks" is no comment. Who writes more has something to say: "quick, thank you, but a bit stiff".
# Chinese characters, or half as many words
LONGEST_WITHOUT_COMMENT = {"deny": 12, "nevermind": 12, "goodbye": 12}
# A mere thank-you is none either, but praise is, and NLU can't tell them apart
_BARE = frozenset(
    """
    谢谢 谢谢你 谢谢您 谢谢啦 谢啦 谢了 多谢 感谢 感谢您 好 好的 好的谢谢 嗯 嗯嗯 行 可以 ok okay okthanks
    thanks thankyou thx ty cheers great fine yes sure 👍 🙏 👌
    """.split()
)
SURE = 0.6  # confidence from which a task is a new request, not a comment
# While a comment is awaited, what was bad is the comment, and what only sounds like another need may be one too
SURE_WHILE_AWAITING_COMMENT = {"complaint": inf, "suggestion": inf} | dict.fromkeys(
    (
        *("change_order", "delivery_problem", "return_refund", "exchange", "product_fault", "product_info", "invoice"),
        *("payment_problem", "promotion_price", "account_access", "membership", "privacy_request"),
    ),
    0.7,
)

Survey = Literal["asked", "answered"]


class Afterword(NamedTuple):
    """The intent to run, with its entities; no intent: a new conversation follows."""

    intent: str | None
    entities: dict[str, Any]


FOLLOW = Afterword(None, {})


def read_afterword(text: str, survey: Survey, commented: bool, intent: str | None, confidence: float) -> Afterword:
    """Rating first, then a new request, then a comment or small talk. `intent` is how Rasa understood the text."""
    rating = read_rating(text)
    if rating is not None:
        return Afterword("csat_rate", {"rating": str(rating)})
    awaiting_comment = survey == "answered" and not commented
    sure = SURE_WHILE_AWAITING_COMMENT.get(intent or "", SURE) if awaiting_comment else SURE
    if intent is not None and intent not in NO_TASK and confidence >= sure:
        return FOLLOW
    if awaiting_comment:
        bare = re.sub(r"[\s!！。.,，~～]+", "", text).lower() in _BARE
        if bare or _length(text) <= LONGEST_WITHOUT_COMMENT.get(intent or "", 0):
            return Afterword("csat_no_comment", {})
        return Afterword("csat_comment", {"comment": text})
    return Afterword("csat_smalltalk", {}) if intent in SMALL_TALK else FOLLOW


def _length(text: str) -> int:
    """Chinese characters count one, words two."""
    words = re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:['’]\w+)?", text)
    return sum(1 if "\u3400" <= word[0] <= "\u9fff" else 2 for word in words)
