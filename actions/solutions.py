"""Solutions for what a customer asks: the one that fits best, then the next, then a person."""

from contextlib import suppress

from actions.base import RapportAction
from actions.crm_client import Crm, Proposal, Reading
from actions.crm_errors import CrmUnavailable, NoneLeft, ProposalNotFound
from actions.gathering import gathered, reading_of
from actions.handoff import emergency, hand_over
from actions.invoices import ask_for_details, knows_enough, wants_it_issued
from actions.needs import OTHER, name, title, to_do
from actions.orders import offer_person
from actions.remarks import speaks_of_fraud
from actions.turn import Events, Turn, payload, slots
from actions.wishes import danger
from rapport_text.verdicts import beyond_verdict

_PRESSING = frozenset(("safety", "fraud", "legal", "today"))
LEAST_OTHER = 0.5  # chance to fit from which it is shown to who asked for none of the needs
LEAST_NEXT = 0.4  # and to who was shown one that did not help
SURE_TO_GO_ON = 0.85  # of the conversation, when its last words alone say nothing
PERSON_AFTER = 2  # solutions of a conversation that did not help
UNSOLVED, URGENT = "unsolved", "urgent"  # why a person takes over
FIRST, NEXT, SORRY = "utter_solution", "utter_solution_next", "utter_solution_sorry"


class Answer(RapportAction):
    """A question that a solution may answer."""

    action_name = "action_answer"

    async def act(self, turn: Turn) -> Events:
        """What was asked before the button of a need was pressed is the question."""
        asked = turn.slot("question") if turn.pressed else None
        return await answer(turn, self.crm, turn.intent, str(asked or turn.text))

    def crm_away(self, turn: Turn, problem: CrmUnavailable) -> Events:
        """A form goes on; else a button asks the same again."""
        turn.ask_for("problem", code="crm_unavailable", detail=problem.code)
        if turn.form:
            turn.say("utter_no_solution_aside")
            return []
        turn.say("utter_solution_away", retry_intent=turn.intent)
        return slots(question=turn.slot("question") if turn.pressed else turn.text, asking=None)


class SolutionHelped(RapportAction):
    """ "That helped", by button or in words."""

    action_name = "action_solution_helped"

    async def act(self, turn: Turn) -> Events:
        """See `helped`."""
        return await helped(turn, self.crm)


class SolutionNotHelped(RapportAction):
    """ "Not yet", by button or in words."""

    action_name = "action_solution_not_helped"

    async def act(self, turn: Turn) -> Events:
        """See `not_helped`."""
        return await not_helped(turn, self.crm)


async def answer(turn: Turn, crm: Crm, need: str, question: str) -> Events:
    """Urgent matters go to a person at once; in the middle of a form the answer is short, and the form goes on."""
    if danger(question):
        return emergency(turn, need)
    reading = await reading_of(turn, crm)
    if is_urgent(reading) or (reading is None and speaks_of_fraud(question)):
        return await urgent(turn, crm, need, question, reading)
    if turn.form:
        return await aside(turn, crm, need, question)
    if need == "invoice" and knows_enough(question, turn.order_id()):
        return hand_over(turn, "other_request", gathered(turn, reading, need=need, said=question))
    if need == "invoice" and (turn.order_id() or wants_it_issued(question)):
        return [*ask_for_details(turn), *slots(question=question, need=need, met=False)]
    return await show(turn, crm, need, question, reading)


async def show(turn: Turn, crm: Crm, need: str, question: str, reading: Reading | None, how: str = FIRST) -> Events:
    """The next solution that was not shown yet. When none is left, a person is offered, or takes over at once."""
    try:
        return await show_if_any(turn, crm, need, question, reading, how)
    except NoneLeft:
        return _none_left(turn, need, question, reading)


async def show_if_any(
    turn: Turn, crm: Crm, need: str, question: str, reading: Reading | None = None, how: str = FIRST
) -> Events:
    """The same; NoneLeft when there is none."""
    least = LEAST_OTHER if need == OTHER else LEAST_NEXT if how == NEXT else 0.0
    proposal = await proposed(turn, crm, need, question, reading, least)
    said = SORRY if how == FIRST and is_upset(reading) else how
    turn.say(said, title=proposal["title"], body=proposal["body"], proposal=proposal["id"])
    likely = to_do(reading["also"], need) if reading else None
    before = turn.slot("tried") if turn.slot("need") == need else None
    tried = [*(before or []), proposal["title"]]
    return [
        *slots(
            need=need, question=question, proposal=proposal["id"], tried=tried, likely=likely or turn.slot("likely")
        ),
        *slots(asking="solution", offer_reason=UNSOLVED, met=False),
    ]


async def proposed(
    turn: Turn, crm: Crm, need: str, question: str, reading: Reading | None, least: float = 0.0
) -> Proposal:
    """From the CRM; for the products that the customer named, if any."""
    products = [one["value"] for one in reading["entities"] if one["label"] == "product"] if reading else []
    return await crm.propose(turn.conversation_id, need, question, turn.message_id, products, least)


async def aside(turn: Turn, crm: Crm, need: str, question: str) -> Events:
    """An answer in the middle of a form, whose own question follows."""
    try:
        proposal = await proposed(turn, crm, need, question, None)
    except NoneLeft:
        turn.say("utter_no_solution_aside")
    else:
        turn.say("utter_solution_aside", title=proposal["title"], body=proposal["body"])
    return []


async def urgent(turn: Turn, crm: Crm, need: str, question: str, reading: Reading | None) -> Events:
    """The one thing to do at once, and a person."""
    try:
        proposal = await proposed(turn, crm, need, question, reading)
    except (NoneLeft, CrmUnavailable):
        turn.say("utter_urgent")
    else:
        turn.say("utter_urgent_solution", title=proposal["title"], body=proposal["body"])
    return hand_over(turn, URGENT, gathered(turn, reading, need=need, said=question))


async def helped(turn: Turn, crm: Crm) -> Events:
    """Kept with the proposal; then what else the customer mentioned, or anything else."""
    await _record(turn, crm, helped=True)
    if turn.form:
        turn.say("utter_solution_noted")
        return []
    return [
        *slots(proposal=None, tried=None, question=None, met=True),
        *take_up(turn, turn.slot("likely"), "utter_glad"),
    ]


async def not_helped(turn: Turn, crm: Crm) -> Events:
    """The next one, by what the customer adds; after the second that failed, a person."""
    failures = await _record(turn, crm, helped=False)
    if turn.form:
        turn.say("utter_solution_noted")
        return []
    added = turn.text if beyond_verdict(turn.text) and not turn.entity("proposal") else ""
    question = "\n".join(part for part in (turn.slot("question"), added) if part)
    need = str(turn.slot("need") or OTHER)
    reading = await reading_of(turn, crm)
    if failures >= PERSON_AFTER:
        turn.say("utter_solution_person")
        return hand_over(turn, UNSOLVED, gathered(turn, reading, need=need, said=question))
    return await show(turn, crm, need, question, reading, NEXT)


async def added(turn: Turn, crm: Crm, reading: Reading | None) -> Events | None:
    """The next solution, when a few words only make sense with the question before: "the X1". None when they don't."""
    if reading is None or turn.form or turn.slot("asking") != "solution":
        return None
    need = turn.slot("need")
    if reading["need"] != need or reading["confidence"] < SURE_TO_GO_ON:
        return None
    return await show(turn, crm, need, f"{turn.slot('question')}\n{turn.text}", reading, NEXT)


def take_up(turn: Turn, also: str | None, first: str) -> Events:
    """After something is done: the other need of which the customer spoke, or anything else."""
    if also is None:
        turn.say(f"{first}_anything_else")
        return slots(asking="anything_else", likely=None)
    turn.say(first)
    button = {"title": title(also, turn.language), "payload": payload(also)}
    turn.offer("utter_also", [button], need=name(also, turn.language))
    return slots(asking="likely", likely=also)


def is_urgent(reading: Reading | None) -> bool:
    """Safety, fraud, the law, or a matter of today: a person has to see it at once.

    A calm text in which nothing pressing was found breaks nothing off, whatever the model makes of it.
    """
    if reading is None or reading["priority"] != "urgent":
        return False
    return not _PRESSING.isdisjoint(reading["reasons"]) or reading["sentiment"]["label"] == "negative"


def is_upset(reading: Reading | None) -> bool:
    """Somebody with whom it went wrong before, or who is angry, and says so."""
    return reading is not None and reading["priority"] == "high" and reading["sentiment"]["label"] == "negative"


def _none_left(turn: Turn, need: str, question: str, reading: Reading | None) -> Events:
    if turn.slot("tried") and turn.slot("need") == need:
        turn.say("utter_solution_person")
        return hand_over(turn, UNSOLVED, gathered(turn, reading, need=need, said=question))
    turn.say("utter_no_solution")
    return [*slots(need=need, question=question, met=False), *offer_person(UNSOLVED)]


async def _record(turn: Turn, crm: Crm, *, helped: bool) -> int:
    """How many failed so far; an outcome that can't be kept now is no reason to keep the customer waiting."""
    shown = turn.entity("proposal") or turn.slot("proposal")
    if shown:
        with suppress(ProposalNotFound, CrmUnavailable):
            return (await crm.outcome(turn.conversation_id, str(shown), helped, turn.message_id))["failures"]
    return len(turn.slot("tried") or [])
