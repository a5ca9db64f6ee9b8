"""Who takes part in a test: customers at the public chat API, agents at the console."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import aiohttp

from crm_backend.commands.chat_client import ChatClient, HttpChat, Settled, SocketChat
from crm_backend.conversations.models import Message
from crm_backend.conversations.schemas import Reading, StateView
from crm_backend.kit.auth import sign
from tests.stack.running import Stack

CHINESE = range(0x4E00, 0xA000)


@dataclass
class Answer:
    """What was said to the customer in one turn. `responses` are the utter_* behind it, as the store has them."""

    texts: list[str]
    responses: list[str | None]
    payloads: list[str]
    senders: list[str]
    state: StateView

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    def __contains__(self, response: object) -> bool:
        return response in self.responses


class Customer:
    """Talks at the chat API; answers come with what the store knows about them."""

    def __init__(self, stack: Stack, chat: ChatClient) -> None:
        self._stack = stack
        self.chat = chat
        self.offered: list[dict[str, str]] = []

    @property
    def conversation_id(self) -> str:
        return str(self.chat.state.conversation_id)

    async def start(self) -> Answer:
        return await self._answer(await self.chat.start())

    async def say(self, text: str) -> Answer:
        return await self._answer(await self.chat.say(text))

    async def press(self, payload: str) -> Answer:
        """Press the newest offered button whose payload begins like that."""
        fitting = [button["id"] for button in self.offered if button["payload"].startswith(payload)]
        assert fitting, f"no button {payload} among {[button['payload'] for button in self.offered]}"
        return await self._answer(await self.chat.say(button_id=fitting[-1]))

    async def end(self) -> Answer:
        return await self._answer(await self.chat.end())

    async def settled(self, message_id: str) -> Answer:
        """Wait until the turn of a message that was sent before has ended."""
        async with asyncio.timeout(60):
            return await self._answer(await self.chat._settle(message_id))

    async def reading(self, conversation_id: str | None = None) -> Reading:
        """The conversation as staff read it."""
        async with self._stack.services() as services, services.database.reading() as session:
            return await services.conversations.reading_view(session, conversation_id or self.conversation_id)

    async def _answer(self, settled: Settled) -> Answer:
        stored = await self._stored([message.id for message in settled.replies])
        buttons = [button for message in stored for button in message.buttons or []]
        self.offered += buttons
        return Answer(
            texts=[message.text for message in stored],
            responses=[message.response for message in stored],
            payloads=[button["payload"] for button in buttons],
            senders=[message.sender for message in stored],
            state=settled.state,
        )

    async def _stored(self, ids: Sequence[str]) -> list[Message]:
        async with self._stack.services() as services, services.database.reading() as session:
            return [await session.get_one(Message, message_id) for message_id in ids]


class Agent:
    """A person at the console."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url

    async def log_in(self, role: str = "agent") -> None:
        body = {"email": f"{role}@demo.example", "password": f"demo-{role}"}
        async with self._http.post(f"{self._url}/api/staff/login", json=body) as response:
            assert response.status == 200, await response.text()

    async def accept(self, conversation_id: str) -> int:
        return await self._post(conversation_id, "accept")

    async def reply(self, conversation_id: str, text: str) -> int:
        return await self._post(conversation_id, "reply", text=text, client_message_id=uuid4().hex)

    async def give_back(self, conversation_id: str) -> int:
        return await self._post(conversation_id, "return")

    async def resolve(self, conversation_id: str) -> int:
        return await self._post(conversation_id, "resolve")

    async def _post(self, conversation_id: str, action: str, **form: str) -> int:
        url = f"{self._url}/console/conversations/{conversation_id}/{action}"
        async with self._http.post(url, data=form, allow_redirects=False) as response:
            assert "login" not in response.headers.get("Location", "")
            return response.status


class People:
    """Makes customers and agents, and closes their connections in the end."""

    def __init__(self, stack: Stack, http: aiohttp.ClientSession) -> None:
        self._stack = stack
        self._http = http
        self._chats: list[ChatClient] = []
        self._sessions: list[aiohttp.ClientSession] = []

    async def customer(self, locale: str = "en", signed_as: str | None = None, *, live: bool = False) -> Customer:
        """A visitor, or the customer with this external id; `live` over a socket."""
        kind = SocketChat if live else HttpChat
        chat = kind(self._http, self._stack.url, locale)
        self._chats.append(chat)
        await chat.open(self.identity(signed_as) if signed_as else None)
        return Customer(self._stack, chat)

    def identity(self, external_id: str) -> str:
        """As the shop's server signs it."""
        expires_at = datetime.now(UTC) + timedelta(hours=1)
        return sign(self._stack.settings.identity_secret, "identity", external_id, expires_at)

    async def agent(self) -> Agent:
        """Logged in as the demo's agent, with cookies of their own."""
        http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))  # unsafe: for a host without a name
        self._sessions.append(http)
        agent = Agent(http, self._stack.url)
        await agent.log_in()
        return agent

    async def close(self) -> None:
        for chat in self._chats:
            await chat.close()
        for session in self._sessions:
            await session.close()


@asynccontextmanager
async def gathered(stack: Stack) -> AsyncIterator[People]:
    async with aiohttp.ClientSession() as http:
        people = People(stack, http)
        try:
            yield people
        finally:
            await people.close()


def language_of(text: str) -> str:
    """zh as soon as a Chinese character is in it."""
    return "zh" if any(ord(character) in CHINESE for character in text) else "en"
