"""./rapport replay: scripted customers through the public chat API. Users regression-test their assistant with it."""

import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated

import aiohttp
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from crm_backend.commands.chat_client import ChatClient, ChatFailed, HttpChat, Settled
from crm_backend.commands.console import err, note
from crm_backend.commands.identities import Signer, signer_for
from crm_backend.commands.places import DEFAULT_URL, DataOption, LocaleOption, UrlOption
from crm_backend.commands.script import NoSuchButton, Outcome, Press, Reply, Script, TurnDone, find_button, read_scripts
from crm_backend.commands.words import Stop, say
from crm_backend.conversations.schemas import ButtonView

TURN_PATIENCE = 60.0
TELL_EVERY = 10.0  # seconds between lines of progress where there is no terminal


def replay(
    file: Annotated[Path, typer.Argument(help=say("help_replay_file"))],
    url: UrlOption = DEFAULT_URL,
    to: Annotated[Path | None, typer.Option("--out", help=say("help_out"), show_default="-")] = None,
    fixtures: Annotated[Path | None, typer.Option(help=say("help_fixtures"), show_default=False)] = None,
    concurrency: Annotated[int, typer.Option(help=say("help_concurrency"), min=1, max=256)] = 4,
    data: DataOption = None,
    locale: LocaleOption = None,
) -> None:
    scripts = read_scripts(file)
    if fixtures is not None:
        _load(fixtures, url, data)
    signer = signer_for(url, data)
    with _output(to) as output, _progress(len(scripts)) as advance:
        outcomes = asyncio.run(replay_all(scripts, url, signer, concurrency, output, advance))
    failed = sum(1 for outcome in outcomes if outcome.error)
    turns = sum(len(outcome.turns) for outcome in outcomes)
    note(say("replayed", scripts=len(outcomes), turns=turns, failed=failed), "red" if failed else "green")
    raise typer.Exit(1 if failed else 0)


async def replay_all(
    scripts: list[Script], url: str, signer: Signer, concurrency: int, output: IO[str], advance: Callable[[], None]
) -> list[Outcome]:
    """All scripts; those of one customer one after the other. Lines are written in the order of the input."""
    ordered = InOrder(output)
    room = asyncio.Semaphore(concurrency)
    chains: dict[object, list[tuple[int, Script]]] = defaultdict(list)
    for position, script in enumerate(scripts):
        chains[position if script.customer is None else script.customer].append((position, script))

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:

        async def run(chain: list[tuple[int, Script]]) -> None:
            for position, script in chain:
                async with room:
                    player = Player(HttpChat(http, url, script.locale), script)
                    ordered.put(position, await player.play(http, signer))
                advance()

        async with asyncio.TaskGroup() as group:
            for chain in chains.values():
                group.create_task(run(chain))
    return ordered.done


@dataclass
class InOrder:
    """Writes what is finished as soon as everything before it is."""

    output: IO[str]
    done: list[Outcome] = field(default_factory=list)
    _early: dict[int, Outcome] = field(default_factory=dict)

    def put(self, position: int, outcome: Outcome) -> None:
        self._early[position] = outcome
        while len(self.done) in self._early:
            following = self._early.pop(len(self.done))
            self.done.append(following)
            self.output.write(following.line())
            self.output.flush()


class Player:
    """Plays one customer. Each script gets a conversation of its own, opened like the widget does: with a greeting."""

    def __init__(self, client: ChatClient, script: Script, patience: float = TURN_PATIENCE) -> None:
        self._client = client
        self._script = script
        self._patience = patience
        self._outcome = Outcome(id=script.id)
        self._conversations: list[str] = []
        self._offered: list[ButtonView] = []

    async def play(self, http: aiohttp.ClientSession, signer: Signer) -> Outcome:
        """What happened; whatever went wrong is its `error`."""
        try:
            await self._begin(http, signer)
            for turn in self._script.customer_turns:
                await self._play_turn(turn)
        except TimeoutError:
            self._outcome.error = say("turn_too_long", seconds=round(self._patience))
        except (ChatFailed, NoSuchButton, Stop) as problem:
            self._outcome.error = str(problem)
        await self._client.close()
        return self._finished()

    async def _begin(self, http: aiohttp.ClientSession, signer: Signer) -> None:
        customer = self._script.customer
        async with asyncio.timeout(self._patience):
            await self._client.open(await signer.identity(http, customer) if customer else None)
        if self._client.state.conversation_id and self._client.state.holder != "nobody":
            await self._client.end(self._patience)
        greeted = await self._client.start(self._patience)
        self._offer(greeted)
        self._outcome.greeting = [Reply.of(message) for message in greeted.replies]

    async def _play_turn(self, turn: str | Press) -> None:
        begun = time.perf_counter()
        if isinstance(turn, Press):
            button = find_button(turn.button, self._offered)
            sent = button.title
            settled = await self._client.say(button_id=button.id, patience=self._patience)
        else:
            sent = turn
            settled = await self._client.say(turn, patience=self._patience)
        took = round((time.perf_counter() - begun) * 1000, 1)
        self._offer(settled)
        if self._outcome.turns:
            self._outcome.turns[-1].replies += [Reply.of(message) for message in settled.late]
        replies = [Reply.of(message) for message in settled.replies]
        self._outcome.turns.append(TurnDone(sent=sent, replies=replies, holder=settled.state.holder, ms=took))
        self._note_state()

    def _offer(self, settled: Settled) -> None:
        for message in [*settled.late, *settled.replies]:
            if message.buttons:
                self._offered = message.buttons

    def _note_state(self) -> None:
        state = self._client.state
        if state.conversation_id and state.conversation_id not in self._conversations:
            self._conversations.append(state.conversation_id)
        if state.survey is not None:
            self._outcome.csat_asked = True
        self._outcome.outcome = state.outcome

    def _finished(self) -> Outcome:
        if self._conversations:
            self._outcome.conversation_id = self._conversations[0]
        if len(self._conversations) > 1:
            self._outcome.conversations = self._conversations
        return self._outcome


def _load(fixtures: Path, url: str, data: Path | None) -> None:
    from crm_backend.commands.store import load_file, run, store_of  # the store only where fixtures are loaded

    run(store_of(url, data), lambda services: load_file(services, fixtures))


@contextmanager
def _output(path: Path | None) -> Iterator[IO[str]]:
    if path is None or str(path) == "-":
        yield sys.stdout
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            yield file


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    label = say("replaying")
    if err.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=err) as progress:
            task = progress.add_task(label, total=total)
            yield lambda: progress.advance(task)
        return
    done, told = 0, time.monotonic()

    def advance() -> None:
        nonlocal done, told
        done += 1
        if time.monotonic() - told >= TELL_EVERY:
            told = time.monotonic()
            note(f"{label} {done}/{total}")

    yield advance
