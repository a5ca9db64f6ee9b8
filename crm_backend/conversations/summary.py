"""The summary of a conversation: places in its messages, never copies of their words. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from crm_backend.conversations.models import Message
from crm_backend.conversations.schemas import StaffMessageView, SummaryLine, SummaryPlace
from crm_backend.language.summary import Utterance, summarise

Said = Message | StaffMessageView

LONG_CONVERSATION = 8  # messages with text
LONG_MESSAGE = 600  # characters
# More is not read. However long a conversation grows, its first words say what it is about, its newest where it stands.
OPENING_CHARACTERS = 4_000
NEWEST_CHARACTERS = 8_000


def utterances(messages: Iterable[Said], closed_at: datetime | None) -> list[Utterance]:
    """What was said until the close, without what the system said and what moved to another conversation."""
    return [
        Utterance(message.id, message.sender, message.text)
        for message in messages
        if message.sender != "system"
        and message.text.strip()
        and message.moved_to is None
        and (closed_at is None or message.created_at <= closed_at)
    ]


def is_long(said: Sequence[Utterance]) -> bool:
    """Whether reading the summary saves an agent time."""
    return len(said) >= LONG_CONVERSATION or any(len(utterance.text) >= LONG_MESSAGE for utterance in said)


def places(said: Sequence[Utterance]) -> list[SummaryPlace]:
    """Three to five sentences, in the order in which they were said."""
    count = 3 + (len(said) >= 2 * LONG_CONVERSATION) + (len(said) >= 4 * LONG_CONVERSATION)
    found = summarise(_read(said), count)
    return [SummaryPlace(message_id=one.message_id, start=one.start, end=one.end) for one in found]


def _read(said: Sequence[Utterance]) -> list[Utterance]:
    opening = _within(said, OPENING_CHARACTERS)
    newest = _within(reversed(said[len(opening) :]), NEWEST_CHARACTERS)
    return [*opening, *reversed(newest)]


def _within(said: Iterable[Utterance], room: int) -> list[Utterance]:
    """The first ones, at least one, that together have at most that many characters."""
    taken: list[Utterance] = []
    for utterance in said:
        room -= len(utterance.text)
        if taken and room < 0:
            break
        taken.append(utterance)
    return taken


def lines(found: Iterable[SummaryPlace], messages: Iterable[Said]) -> list[SummaryLine]:
    """The words at those places. A message that was erased, or cut, has none there any more."""
    by_id = {message.id: message for message in messages}
    shown = []
    for place in found:
        message = by_id.get(place.message_id)
        if message is not None and len(message.text) >= place.end:
            text = message.text[place.start : place.end]
            fields = {"message_id": message.id, "sender": message.sender, "language": message.language, "text": text}
            shown.append(SummaryLine.model_validate(fields))
    return shown


def stored(found: Iterable[SummaryPlace]) -> list[dict[str, str | int]]:
    return [place.model_dump() for place in found]


def kept(row: Sequence[Mapping[str, str | int]] | None) -> list[SummaryPlace] | None:
    """What a conversation's record holds; None if there is no summary yet."""
    return None if row is None else [SummaryPlace.model_validate(place) for place in row]
