"""./rapport chat: talk to the assistant in the terminal, through the public chat API; also with piped input."""

import asyncio
import sys
import threading
from contextlib import suppress
from typing import Annotated

import aiohttp
import typer
from rich.markup import escape

from crm_backend.commands.chat_client import ChatFailed, HttpChat, Settled
from crm_backend.commands.console import note, out
from crm_backend.commands.identities import Signer, signer_for
from crm_backend.commands.places import DEFAULT_URL, DataOption, LocaleOption, UrlOption
from crm_backend.commands.words import Stop, language, say
from crm_backend.conversations.schemas import ButtonView, Feed, MessageView

CustomerOption = Annotated[str | None, typer.Option("--customer", help=say("help_customer"), show_default=False)]
END = None  # of the input


def chat(
    url: UrlOption = DEFAULT_URL,
    customer: CustomerOption = None,
    data: DataOption = None,
    locale: LocaleOption = None,
) -> None:
    if locale is not None and locale not in ("zh", "en"):
        raise Stop("no_such_locale", locale=locale)
    try:
        asyncio.run(_talk(url, signer_for(url, data), customer))
    except (ChatFailed, TimeoutError) as problem:
        raise Stop("chat_failed", reason=str(problem)) from None


async def _talk(url: str, signer: Signer, customer: str | None) -> None:
    async with aiohttp.ClientSession() as http:
        client = HttpChat(http, url, language())
        await client.open(await signer.identity(http, customer) if customer else None)
        if sys.stdin.isatty():
            note(say("chat_help"), "dim")
        talk = Talk(client)
        talk.show(await client.start())
        await talk.run(_lines())


class Talk:
    """One conversation at the terminal: lines in, what is said out."""

    def __init__(self, client: HttpChat) -> None:
        self._client = client
        self._offered: list[ButtonView] = []

    async def run(self, lines: "asyncio.Queue[str | None]") -> None:
        """Until the input ends, which ends the conversation; a rating may follow it at a terminal."""
        asking = sys.stdin.isatty()
        while (line := await self._next(lines)) is not END:
            if line.strip():
                await self._send(line.strip())
        if self._client.state.holder == "nobody":
            return
        self.show(await self._client.end())
        survey = self._client.state.survey
        if asking and survey is not None and survey.state == "asked":
            again = await self._next(_lines())
            if again is not END and again.strip():
                await self._send(again.strip())

    async def _send(self, line: str) -> None:
        button = self._button(line)
        try:
            settled = await (self._client.say(button_id=button.id) if button else self._client.say(line))
        except ChatFailed as failed:
            if failed.status in (0, 401):
                raise
            note(str(failed), "red")
            return
        self.show(settled)

    def _button(self, line: str) -> ButtonView | None:
        """A line that is a button's title, or else its number."""
        for button in self._offered:
            if button.title.casefold() == line.casefold():
                return button
        if line.isdecimal() and 1 <= int(line) <= len(self._offered):
            return self._offered[int(line) - 1]
        return None

    async def _next(self, lines: "asyncio.Queue[str | None]") -> str | None:
        """The next line. Meanwhile an agent may write, or the system."""
        reading = asyncio.create_task(lines.get())
        try:
            while not reading.done():
                watching = asyncio.create_task(self._client.updates(wait=20))
                await asyncio.wait([reading, watching], return_when=asyncio.FIRST_COMPLETED)
                if watching.done():
                    await self._show_news(watching)
                else:
                    watching.cancel()
                    with suppress(asyncio.CancelledError):
                        await watching
            return await reading
        finally:
            reading.cancel()

    async def _show_news(self, watching: "asyncio.Task[Feed]") -> None:
        try:
            feed = watching.result()
        except ChatFailed as failed:
            if failed.status == 401:
                raise
            await asyncio.sleep(1)  # the server may be starting again
            return
        self.show(Settled(replies=[message for message in feed.messages if message.sender != "customer"]))

    def show(self, settled: Settled) -> None:
        """Print what was said. Only buttons among it can be pressed by number: later "5" is just a text."""
        said = [*settled.late, *settled.replies]
        if said:
            self._offered = []
        for message in said:
            self._show_one(message)

    def _show_one(self, message: MessageView) -> None:
        who = message.author or say(f"sender_{message.sender}")
        style = {"assistant": "cyan", "agent": "green"}.get(message.sender, "dim")
        out.print(f"[{style}]{escape(who)}[/] {escape(message.text)}", soft_wrap=True)
        if message.buttons:
            self._offered = message.buttons
            for place, button in enumerate(message.buttons, 1):
                out.print(f"  {place}. {button.title}", markup=False, soft_wrap=True)


def _lines() -> "asyncio.Queue[str | None]":
    """The lines of standard input, END last. A thread reads, since a file can't be awaited."""
    queue: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        with suppress(RuntimeError):  # the loop is over
            for line in iter(sys.stdin.readline, ""):
                loop.call_soon_threadsafe(queue.put_nowait, line)
            loop.call_soon_threadsafe(queue.put_nowait, END)

    threading.Thread(target=read, daemon=True).start()
    return queue
