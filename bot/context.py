"""What a typed text means in answer to what the assistant just asked or showed."""

from __future__ import annotations

from typing import Any

from rapport_text.astray import leads_astray
from rapport_text.verdicts import read_verdict

VERDICTS = {True: "solution_helped", False: "solution_not_helped"}
LEAVING = frozenset(("ask_for_person", "nevermind", "deny", "goodbye", "dont_know"))
SURE = 0.8  # from which another matter is no answer to the question
ELSEWHERE = frozenset(("nlu_fallback", "inform", "affirm", "out_of_scope", "greet", "thanks"))  # never another matter


def meant(parsed: dict[str, Any], text: str, slots: dict[str, Any], *, in_form: bool) -> dict[str, Any]:
    """The parse data, with another intent where what was asked decides it; within a form, the form reads the answer.

    Nobody talks the assistant out of its task, whatever need the words sound like.
    """
    intent = "out_of_scope" if leads_astray(text) else None if in_form else _in_answer(parsed, text, slots)
    return parsed if intent is None else {**parsed, "intent": {"name": intent, "confidence": 1.0}}


def _in_answer(parsed: dict[str, Any], text: str, slots: dict[str, Any]) -> str | None:
    asking, intent = slots.get("asking"), str((parsed.get("intent") or {}).get("name"))
    if asking == "solution" and intent != "ask_for_person":
        verdict = read_verdict(text)
        if verdict is not None:
            return VERDICTS[verdict]
        if intent == "inform" and not parsed.get("entities"):  # "the blue one" is no order
            return "nlu_fallback"
        told = intent in (*ELSEWHERE, slots.get("need")) and parsed.get("entities")
        return "told_details" if told else None  # many solutions end in "give me the order number"
    if asking == "likely" and intent == "affirm":
        return slots.get("likely")
    if asking == "details" and not _leaves(parsed, intent, slots.get("need")):
        return "told_details"
    return None


def _leaves(parsed: dict[str, Any], intent: str, need: str | None) -> bool:
    """Whether the customer wants something else than to tell what was asked for."""
    if intent in LEAVING:
        return not parsed.get("entities")
    sure = float((parsed.get("intent") or {}).get("confidence") or 0) >= SURE
    return sure and not parsed.get("entities") and intent not in (*ELSEWHERE, need)
