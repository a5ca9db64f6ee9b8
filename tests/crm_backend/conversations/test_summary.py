from datetime import UTC, datetime, timedelta

import pytest

from crm_backend.conversations import summary
from crm_backend.conversations.schemas import StaffMessageView
from crm_backend.language.summary import Utterance

START = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)


def message(seq: int, text: str, sender: str = "customer", moved_to: str | None = None) -> StaffMessageView:
    fields = {"id": f"m{seq}", "conversation_id": "c", "seq": seq, "sender": sender, "text": text}
    return StaffMessageView.model_validate(
        fields | {"moved_to": moved_to, "created_at": START + timedelta(seconds=seq)}
    )


def utterances(*texts: str) -> list[Utterance]:
    return [Utterance(str(n), "customer", text) for n, text in enumerate(texts)]


def test_what_the_system_says_what_moved_on_and_what_came_after_the_close_is_not_part_of_it() -> None:
    messages = [
        message(1, "where is A1001"),
        message(2, "A colleague is on the way", "system"),
        message(3, "  "),
        message(4, "something new", moved_to="m9"),
        message(5, "It was delivered today", "agent"),
        message(6, "my next wish is a refund"),
    ]
    assert [each.id for each in summary.utterances(messages, START + timedelta(seconds=5))] == ["m1", "m5"]
    assert [each.id for each in summary.utterances(messages, None)] == ["m1", "m5", "m6"]


@pytest.mark.parametrize(
    ("texts", "is_long"),
    [(["hi"] * 7, False), (["hi"] * 8, True), (["x" * 599], False), (["x" * 600], True), ([], False)],
)
def test_a_summary_is_worth_it_from_eight_messages_or_a_message_of_600_characters(
    texts: list[str], is_long: bool
) -> None:
    assert summary.is_long(utterances(*texts)) is is_long


@pytest.mark.parametrize(("messages", "sentences"), [(8, 3), (15, 3), (16, 4), (32, 5), (90, 5)])
def test_three_to_five_sentences(messages: int, sentences: int) -> None:
    texts = [f"I want a refund for number{n} because thing{n} is broken" for n in range(messages)]
    assert len(summary.places(utterances(*texts))) == sentences


def test_of_an_endless_conversation_the_first_and_the_newest_words_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(summary, "summarise", lambda said, _count: read.extend(each.id for each in said) or [])
    summary.places(utterances(*["x" * 3000] * 9))
    assert read == ["0", "7", "8"]
    read.clear()
    summary.places(utterances("x" * 9000))  # one message is never left out for its length
    assert read == ["0"]


def test_words_are_those_that_the_message_has_now() -> None:
    said = message(1, "Hello. I want a refund for A1001. Thanks!")
    found = summary.places(summary.utterances([said], None))
    assert [line.text for line in summary.lines(found, [said])] == ["I want a refund for A1001."]
    assert summary.lines(found, []) == summary.lines(found, [said.model_copy(update={"text": "[erased]"})]) == []
    assert summary.lines(found, [said.model_copy(update={"text": ""})]) == []
