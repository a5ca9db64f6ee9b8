"""A request form as Rasa runs it: start, validate, then the next question or the end. Slots carry over."""

from typing import Any

from actions.base import REQUESTS, RapportAction
from actions.forms import AskOrder, AskProof
from actions.requests import AskRequestDecision, AskWish, FinishRequest, StartRequest, ValidateRequestForm
from tests.actions.fake_crm import FakeCrm
from tests.actions.scene import Outcome, act

_QUESTIONS: dict[str, type[RapportAction]] = {
    "order_id": AskOrder,
    "proof": AskProof,
    "wish": AskWish,
    "decision": AskRequestDecision,
}
_FIRST = tuple(_QUESTIONS)


class Talk:
    """One conversation with the request form."""

    def __init__(self, crm: FakeCrm, **metadata: Any) -> None:
        self.crm, self.metadata = crm, metadata
        self.slots: dict[str, Any] = {}
        self.form: str | None = None
        self.effects: list[dict[str, Any]] = []
        self.shown: list[dict[str, Any]] = []

    async def say(self, intent: str, text: str = "", **entities: Any) -> list[str]:
        """What the assistant said; `[]` if the form left the message to another rule."""
        self.shown = []
        if self.form is None and intent in REQUESTS:
            await self._run(StartRequest, intent, text, entities)
            self.form = "request_form"
        out = await self._run(ValidateRequestForm, intent, text, entities)
        if not out.events:
            return []
        await self._go_on(out, intent, text, entities)
        return [message["response"] for message in self.shown if message["response"]]

    async def back(self) -> list[str]:
        """Rasa comes back from a question in between, with the first slot that is not filled."""
        self.shown = []
        asked = next(slot for slot in _FIRST if self.slots.get(slot) is None)
        self.slots |= {"requested_slot": asked, "hint": "again"}
        await self._run(_QUESTIONS[asked], "order_status", "", {})
        return [message["response"] for message in self.shown if message["response"]]

    async def press(self, intent: str, **entities: Any) -> list[str]:
        """A button."""
        return await self.say(intent, "(button)", pressed=True, **entities)

    def values(self, response: str) -> dict[str, Any]:
        return next(message for message in self.shown if message["response"] == response)

    async def _go_on(self, out: Outcome, intent: str, text: str, entities: dict[str, Any]) -> None:
        asked = out.slots.get("requested_slot", self.slots.get("requested_slot"))
        if out.left_form or ("requested_slot" in out.slots and asked is None):
            self.form = None
            if not out.left_form:
                await self._run(FinishRequest, intent, text, entities)
            return
        asked = asked or next(slot for slot in _FIRST if self.slots.get(slot) is None)
        self.slots["requested_slot"] = asked
        await self._run(_QUESTIONS[asked], intent, text, entities)

    async def _run(self, action: type[RapportAction], intent: str, text: str, entities: dict[str, Any]) -> Outcome:
        given = dict(entities)
        confidence = 1.0 if given.pop("pressed", False) else 0.9
        out = await act(
            action, self.crm, intent, text, entities=given, slots=self.slots, form=self.form,
            confidence=confidence, **self.metadata,
        )  # fmt: skip
        self.slots |= out.slots
        self.shown += out.messages
        self.effects += out.effects
        return out
