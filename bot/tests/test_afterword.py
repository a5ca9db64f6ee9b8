from __future__ import annotations

import pytest

from bot.afterword import Survey, read_afterword


@pytest.mark.parametrize(
    ("text", "survey", "commented", "intent", "confidence", "expected"),
    [
        ("5", "asked", False, None, 0.0, "csat_rate"),
        ("100 stars", "asked", False, "order_status", 0.9, "csat_rate"),
        ("3分吧", "answered", True, None, 0.0, "csat_rate"),
        ("cancel A1001", "asked", False, "cancel_order", 0.9, None),
        ("cancel A1001", "answered", False, "cancel_order", 0.9, None),
        ("the courier was rude", "answered", False, "complaint", 0.4, "csat_comment"),
        ("the courier was rude", "answered", False, "complaint", 0.95, "csat_comment"),
        ("a bit slow, but it helped", "answered", False, "product_info", 0.66, "csat_comment"),
        ("你们要是能上新就好了", "answered", False, "suggestion", 0.95, "csat_comment"),
        ("you were wonderful", "answered", False, "praise", 0.95, "csat_comment"),
        ("you were wonderful", "asked", False, "praise", 0.95, "csat_smalltalk"),
        ("I want a refund", "answered", False, "return_refund", 0.75, None),
        ("the courier was rude", "asked", False, "complaint", 0.95, None),
        ("very quick", "answered", False, "nlu_fallback", 0.7, "csat_comment"),
        ("very quick", "answered", True, "nlu_fallback", 0.7, None),
        ("no", "answered", False, "deny", 0.9, "csat_no_comment"),
        ("没有了，谢谢", "answered", False, "deny", 0.9, "csat_no_comment"),
        ("no, that's all thank you", "answered", False, "deny", 0.9, "csat_no_comment"),
        ("不太行，回答得又慢又不准确，还要我等", "answered", False, "deny", 0.9, "csat_comment"),
        ("挺快的就是有点机械", "answered", False, "thanks", 0.9, "csat_comment"),
        ("thanks, that was quick and clear", "answered", False, "thanks", 0.9, "csat_comment"),
        ("thanks", "answered", False, "thanks", 0.9, "csat_no_comment"),
        ("回复很快", "answered", False, "thanks", 0.9, "csat_comment"),
        ("great!", "answered", False, "thanks", 0.9, "csat_no_comment"),
        ("thanks", "answered", True, "thanks", 0.9, "csat_smalltalk"),
        ("thanks", "asked", False, "thanks", 0.9, "csat_smalltalk"),
        ("what about the weather", "asked", False, "out_of_scope", 0.9, None),
    ],
)
def test_afterwords(
    text: str, survey: Survey, commented: bool, intent: str | None, confidence: float, expected: str | None
) -> None:
    assert read_afterword(text, survey, commented, intent, confidence).intent == expected


def test_entities() -> None:
    assert read_afterword("10分", "asked", False, None, 0).entities == {"rating": "10"}
    assert read_afterword("很快！", "answered", False, None, 0).entities == {"comment": "很快！"}
