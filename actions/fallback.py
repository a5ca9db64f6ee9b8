"""Nothing understood: asked which need it is, then asked again, then a person. Never a loop."""

from actions.base import RapportAction
from actions.crm_client import Reading
from actions.feedback import Complaint, Praise, Suggestion
from actions.gathering import reading_of
from actions.handoff import emergency, hand_over
from actions.needs import ANSWERED, PRIVACY, listed, named, title
from actions.privacy import PrivacyRequest
from actions.small_talk import out_of_scope
from actions.solutions import added, answer
from actions.turn import Events, Turn, payload, slots
from actions.wishes import danger
from rapport_text.astray import leads_astray

_AT_ONCE: dict[str, type[RapportAction]] = {
    "praise": Praise,
    "suggestion": Suggestion,
    "complaint": Complaint,
    PRIVACY: PrivacyRequest,
}
OPTIONS = 3  # needs in one question
LIKELY = 0.2  # confidence from which a need is worth asking about


class NotUnderstood(RapportAction):
    """Counts the messages in a row that were not understood."""

    action_name = "action_not_understood"
    understood = False

    async def act(self, turn: Turn) -> Events:
        """The CRM, which reads the whole conversation, may know more. The third in a row goes to a person."""
        if danger(turn.text):
            return emergency(turn)
        if leads_astray(turn.text):
            return out_of_scope(turn)
        reading = await reading_of(turn, self.crm)
        known = await self._known(turn, reading)
        if known is not None:
            return [*slots(misunderstood=0), *known]
        times = int(turn.slot("misunderstood") or 0) + 1
        if times > 2:
            return hand_over(turn, "not_understood")
        options = _options(turn, reading)
        if options:
            return [*slots(misunderstood=times), *ask_which(turn, options)]
        turn.say("utter_not_understood" if times == 1 else "utter_not_understood_again")
        return slots(misunderstood=times, asking="need")

    async def _known(self, turn: Turn, reading: Reading | None) -> Events | None:
        if reading is None or not reading["sure"]:
            return None
        more = await added(turn, self.crm, reading)
        if more is not None:
            return more
        need, again = reading["need"], turn.slot("need") == reading["need"]
        if need in ANSWERED:
            return await answer(turn, self.crm, need, turn.text)
        if need in _AT_ONCE and not again and need in [intent for intent, _ in turn.ranking]:
            return await _AT_ONCE[need](self.crm, self.zone).act(turn)
        return None


def ask_which(turn: Turn, options: list[str]) -> Events:
    """ "Is it about A, B, or something else?"; a yes means the only one."""
    buttons = [{"title": title(need, turn.language), "payload": payload(need)} for need in options]
    turn.offer("utter_clarify", buttons, options=listed(options, turn.language))
    only = options[0] if len(options) == 1 else None
    return slots(asking="likely" if only else "need", likely=only, question=turn.text)


def _options(turn: Turn, reading: Reading | None) -> list[str]:
    """The CRM's likely needs, or else the best of Rasa's ranking."""
    if reading is not None:
        return named([reading["need"]] if reading["sure"] else reading["options"])[:OPTIONS]
    return named(intent for intent, confidence in turn.ranking if confidence >= LIKELY)[:OPTIONS]
