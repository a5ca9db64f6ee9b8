"""The verdict of the crash tests finds what it is there to find."""

from dataclasses import replace

import pytest

from benchmarks.rig.verdict import Ledger, Seen, StoredEntry, StoredMessage, judge

ASKED = StoredMessage("m1", "c1", 1, "customer", "sent-1", moved=False)
REPLY = StoredMessage("m2", "c1", 2, "assistant", None, moved=False)
ENTRY = StoredEntry("e1", "c1", "m1", "done")
SOUND = Ledger(messages=[ASKED, REPLY], entries=[ENTRY], done_turns=["e1"])
CUSTOMER = Seen("one", acknowledged=["sent-1"], shown=["m1", "m2"], conversations=frozenset({"c1"}))
CONFIRMED = replace(CUSTOMER, confirmed="A1")


def test_a_sound_ledger_holds() -> None:
    verdict = judge(SOUND, [CUSTOMER])

    assert verdict.holds
    assert verdict.acknowledged == 1


@pytest.mark.parametrize(
    "ledger",
    [
        replace(SOUND, messages=[REPLY]),
        replace(SOUND, messages=[replace(ASKED, moved=True), REPLY]),
        replace(SOUND, done_turns=[]),
        replace(SOUND, done_turns=[], entries=[replace(ENTRY, state="skipped")]),
        replace(SOUND, done_turns=[], entries=[replace(ENTRY, state="failed")]),
        replace(SOUND, done_turns=[], entries=[]),
    ],
    ids=["not stored", "moved nowhere", "done without a turn", "skipped", "failed in silence", "no entry"],
)
def test_lost(ledger: Ledger) -> None:
    assert judge(ledger, [CUSTOMER]).lost


def test_lost_if_an_answer_was_never_shown() -> None:
    assert judge(SOUND, [replace(CUSTOMER, shown=["m1"])]).lost


def test_an_honest_hand_over_is_not_lost() -> None:
    ledger = replace(SOUND, done_turns=[], entries=[replace(ENTRY, state="skipped")], handed_over=frozenset({"c1"}))

    assert judge(ledger, [CUSTOMER]).holds


def test_a_word_of_the_system_afterwards_is_not_lost() -> None:
    told = replace(REPLY, sender="system")
    ledger = replace(SOUND, messages=[ASKED, told], done_turns=[], entries=[replace(ENTRY, state="failed")])

    assert judge(ledger, [CUSTOMER]).holds


def test_a_message_that_moved_on_is_judged_by_its_copy() -> None:
    moved = [replace(ASKED, moved=True), replace(ASKED, id="m9", conversation_id="c2")]
    entries = [ENTRY, StoredEntry("e9", "c2", "m9", "done")]
    seen = replace(CUSTOMER, shown=["m9"], conversations=frozenset({"c2"}))

    assert judge(Ledger(messages=moved, entries=entries, done_turns=["e9"]), [seen]).holds


@pytest.mark.parametrize(
    "ledger",
    [
        replace(SOUND, messages=[ASKED, replace(ASKED, id="m2", seq=2)]),
        replace(SOUND, entries=[ENTRY, replace(ENTRY, id="e2")]),
        replace(SOUND, done_turns=["e1", "e1"]),
    ],
    ids=["stored twice", "two entries", "answered twice"],
)
def test_duplicated(ledger: Ledger) -> None:
    assert judge(ledger, [CUSTOMER]).duplicated


def test_duplicated_if_shown_twice() -> None:
    assert judge(SOUND, [replace(CUSTOMER, shown=["m1", "m2", "m2"])]).duplicated


@pytest.mark.parametrize("state", ["waiting", "leased"])
def test_stuck_if_the_outbox_still_owes(state: str) -> None:
    verdict = judge(replace(SOUND, entries=[replace(ENTRY, state=state)], done_turns=[]), [CUSTOMER])

    assert verdict.stuck
    assert not verdict.lost


def test_stuck_if_the_customer_could_not_go_on() -> None:
    assert judge(SOUND, [replace(CUSTOMER, problem="no answer")]).stuck


def test_a_confirmed_order_is_cancelled_once() -> None:
    verdict = judge(replace(SOUND, cancellations=["A1"], cancelled=frozenset({"A1"})), [CONFIRMED])

    assert verdict.holds
    assert verdict.cancelled_once == 1


def test_a_confirmed_order_that_is_not_cancelled_is_lost() -> None:
    assert judge(SOUND, [CONFIRMED]).lost


def test_unless_a_person_has_taken_over() -> None:
    verdict = judge(replace(SOUND, handed_over=frozenset({"c1"})), [CONFIRMED])

    assert verdict.holds
    assert verdict.cancelled_not == 1


def test_cancelled_twice_is_duplicated() -> None:
    verdict = judge(replace(SOUND, cancellations=["A1", "A1"], cancelled=frozenset({"A1"})), [CONFIRMED])

    assert verdict.duplicated
    assert verdict.cancelled_twice == 1
