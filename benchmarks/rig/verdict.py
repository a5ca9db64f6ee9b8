"""What became of every acknowledged message, read from the ledger. Values in, values out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

UNDONE = ("waiting", "leased")


@dataclass(frozen=True)
class StoredMessage:
    id: str
    conversation_id: str
    seq: int
    sender: str
    client_message_id: str | None
    moved: bool


@dataclass(frozen=True)
class StoredEntry:
    id: str
    conversation_id: str
    message_id: str | None
    state: str


@dataclass
class Ledger:
    """What the store holds after everything has come to rest."""

    messages: Sequence[StoredMessage] = ()
    entries: Sequence[StoredEntry] = ()
    done_turns: Sequence[str] = ()  # entry ids, once for each done turn
    handed_over: frozenset[str] = frozenset()  # conversations that were ever given to people
    given_up: frozenset[str] = frozenset()  # those of them in which the assistant had failed
    cancellations: Sequence[str] = ()  # order ids, once for each applied change
    cancelled: frozenset[str] = frozenset()  # orders whose state is cancelled


@dataclass(frozen=True)
class Seen:
    """What one customer sent and saw."""

    name: str
    acknowledged: Sequence[str]  # client message ids
    shown: Sequence[str]  # message ids, as often as they were shown
    conversations: frozenset[str]
    confirmed: str | None = None  # an order
    problem: str | None = None


@dataclass
class Verdict:
    """Each list says what is wrong; all are empty if the promise holds."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    handed_over: int = 0
    given_up: int = 0
    cancelled_once: int = 0
    cancelled_not: int = 0  # confirmed, but a person took over before it was done
    cancelled_twice: int = 0

    @property
    def holds(self) -> bool:
        return not (self.lost or self.duplicated or self.stuck)


def judge(ledger: Ledger, customers: Iterable[Seen]) -> Verdict:
    """Lost, duplicated and stuck, for these customers and for the whole outbox."""
    verdict = Verdict()
    look = _Lookup(ledger)
    for customer in customers:
        verdict.acknowledged += len(customer.acknowledged)
        verdict.handed_over += bool(customer.conversations & ledger.handed_over)
        verdict.given_up += bool(customer.conversations & ledger.given_up)
        for client_message_id in customer.acknowledged:
            _judge_message(verdict, look, customer.name, client_message_id)
        _judge_delivery(verdict, ledger, customer)
        _judge_order(verdict, ledger, customer)
        if customer.problem:
            verdict.stuck.append(f"{customer.name}: {customer.problem}")
    _judge_outbox(verdict, ledger, look)
    return verdict


class _Lookup:
    def __init__(self, ledger: Ledger) -> None:
        self.turns = Counter(ledger.done_turns)
        self.entries: dict[str, list[StoredEntry]] = defaultdict(list)
        for entry in ledger.entries:
            if entry.message_id is not None:
                self.entries[entry.message_id].append(entry)
        self.copies: dict[str, list[StoredMessage]] = defaultdict(list)
        self.system_after: dict[str, int] = {}
        for message in ledger.messages:
            if message.client_message_id and message.sender == "customer" and not message.moved:
                self.copies[message.client_message_id].append(message)
            if message.sender == "system":
                last = self.system_after.get(message.conversation_id, 0)
                self.system_after[message.conversation_id] = max(last, message.seq)
        self.handed_over = ledger.handed_over

    def told_honestly(self, message: StoredMessage) -> bool:
        """A person has it, or the system said that it could not be answered."""
        excused = self.system_after.get(message.conversation_id, 0) > message.seq
        return message.conversation_id in self.handed_over or excused


def _judge_message(verdict: Verdict, look: _Lookup, name: str, client_message_id: str) -> None:
    copies = look.copies[client_message_id]
    if not copies:
        verdict.lost.append(f"{name}: acknowledged message {client_message_id} is not in the ledger")
        return
    if len(copies) > 1:
        verdict.duplicated.append(f"{name}: message {client_message_id} is stored {len(copies)} times")
    message = copies[0]
    entries = look.entries[message.id]
    if len(entries) > 1:
        verdict.duplicated.append(f"{name}: message {message.id} has {len(entries)} outbox entries")
    answered = sum(look.turns[entry.id] for entry in entries)
    waits = any(entry.state in UNDONE for entry in entries)  # stuck, not lost
    if not answered and not waits and not look.told_honestly(message):
        states = ", ".join(entry.state for entry in entries) or "no outbox entry"
        verdict.lost.append(f"{name}: message {message.id} was never answered ({states})")


def _judge_delivery(verdict: Verdict, ledger: Ledger, customer: Seen) -> None:
    shown = Counter(customer.shown)
    for message in ledger.messages:
        if message.conversation_id not in customer.conversations or message.moved:
            continue
        if not shown[message.id]:
            verdict.lost.append(f"{customer.name}: {message.sender}'s message {message.id} was never shown")
    for message_id, times in shown.items():
        if times > 1:
            verdict.duplicated.append(f"{customer.name}: message {message_id} was shown {times} times")


def _judge_order(verdict: Verdict, ledger: Ledger, customer: Seen) -> None:
    if customer.confirmed is None:
        return
    times = ledger.cancellations.count(customer.confirmed)
    if times > 1:
        verdict.cancelled_twice += 1
        verdict.duplicated.append(f"{customer.name}: order {customer.confirmed} was cancelled {times} times")
    elif times == 1 and customer.confirmed in ledger.cancelled:
        verdict.cancelled_once += 1
    else:
        verdict.cancelled_not += 1
        if not customer.conversations & ledger.handed_over:
            verdict.lost.append(f"{customer.name}: order {customer.confirmed} was confirmed, but not cancelled")


def _judge_outbox(verdict: Verdict, ledger: Ledger, look: _Lookup) -> None:
    for entry in ledger.entries:
        if entry.state in UNDONE:
            verdict.stuck.append(f"outbox entry {entry.id} is still {entry.state}")
        if look.turns[entry.id] > 1:
            verdict.duplicated.append(f"outbox entry {entry.id} was answered {look.turns[entry.id]} times")
