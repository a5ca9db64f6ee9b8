"""One pass of the crash test: conversations are played while processes die; then the ledger is judged."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from benchmarks.rig import read_ledger, shop, stack
from benchmarks.rig.chaos_customers import Customer, GaveUp
from benchmarks.rig.chaos_scripts import PHONE, Case, play, say_more
from benchmarks.rig.verdict import Seen, Verdict, judge
from crm_backend.commands.chat_client import ChatFailed
from crm_backend.commands.places import settings_for
from crm_backend.kit.db import Database

FAILPOINTS = ("after-intake", "after-change", "after-rasa", "after-commit", "after-actions")
PARTS = {"crm": 3, "actions": 2, "bot": 1}  # how often each dies: Rasa takes longest to come back
LEASE = 5.0  # seconds; longer than a turn may take, shorter than the default, so that a run ends in minutes
SETTINGS = {
    "RAPPORT_TURN_LEASE": f"{LEASE:g}",
    "RAPPORT_RESTART_BACKOFF_LIMIT": "1",  # so many deaths in a minute are ours alone
    "RAPPORT_TURN_PATIENCE": "60",  # an assistant that is killed again and again should still answer in the end
}
REST_WITHIN = 60.0


@dataclass(frozen=True)
class Pass:
    """What is played, and how processes die: at a failpoint, or by `kill_for` seconds of random kills."""

    name: str
    cases: Sequence[Case]
    failpoint: str = ""
    kill_for: float = 0.0
    at_once: int = 10
    think: float = 1.0


@dataclass
class Outcome:
    """What came of a pass."""

    name: str
    verdict: Verdict
    kills: dict[str, int]
    sent_again: int
    seconds: float
    reached: bool = True  # the failpoint, if it had one
    conversations: int = 0

    @property
    def holds(self) -> bool:
        return self.verdict.holds and self.reached


def make_cases(prefix: str, count: int) -> list[Case]:
    """Mixed scripts, both languages, signed customers and visitors; half of them cancel an order."""
    mix = ("cancel", "status", "cancel", "person")
    cases = []
    for number in range(count):
        name = f"{prefix}-{number}"
        visitor = number % 5 == 4
        locale = "zh" if number % 2 else "en"
        order = f"{prefix}{5000 + number}"
        cases.append(Case(name, mix[number // 2 % len(mix)], locale, order, None if visitor else f"cust-{name}"))
    return cases


async def load(data: Path, cases: Sequence[Case], environment: Mapping[str, str]) -> None:
    """Each case's customer and order."""
    lines = []
    for case in cases:
        lines.append(shop.customer_line(case.customer or f"cust-{case.name}", case.locale))
        lines.append(shop.order_line(case.order, case.customer or f"cust-{case.name}", "paid", PHONE))
    file = shop.write_lines(data / "chaos.jsonl", lines)
    await stack.command(data, "load", str(file), told=environment)


async def run_pass(data: Path, chosen: Pass, chance: random.Random, database_url: str = "") -> Outcome:
    """Start Rapport, play, kill, wait for rest, and judge."""
    told = SETTINGS | ({"RAPPORT_DATABASE_URL": database_url} if database_url else {})
    if chosen.failpoint:
        told["RAPPORT_FAILPOINT"] = chosen.failpoint
    async with stack.running(data, told=told, options=("--no-demo",)) as running:
        begun = time.monotonic()
        killer = Killer(running, random.Random(chance.random()))
        killing = asyncio.create_task(killer.run(chosen.kill_for))
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            players = [_customer(http, running, case, chance, chosen.think) for case in chosen.cases]
            room = asyncio.Semaphore(chosen.at_once)
            await asyncio.gather(*(_play(data, *pair, room) for pair in zip(players, chosen.cases, strict=True)))
            killing.cancel()
            with suppress(asyncio.CancelledError):
                await killing
            await stack.until_ready(running)
            await asyncio.gather(*(_more(*pair, room) for pair in zip(players, chosen.cases, strict=True)))
            verdict = await _judge(data, players, database_url)
    tries = sum(sent.tries - 1 for player in players for sent in player.told.sent)
    reached = not chosen.failpoint or (data / f"failpoint.{chosen.failpoint}").exists()
    seconds = round(time.monotonic() - begun, 1)
    return Outcome(chosen.name, verdict, dict(killer.kills), tries, seconds, reached, len(chosen.cases))


class Killer:
    """Kills a part at random, one of those that run."""

    def __init__(self, running: stack.Stack, chance: random.Random) -> None:
        self._stack = running
        self._chance = chance
        self._killed: set[int] = set()
        self.kills: Counter[str] = Counter()

    async def run(self, seconds: float) -> None:
        """For so long, or until cancelled."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            await asyncio.sleep(self._chance.uniform(0.5, 5.0))
            [part] = self._chance.choices(list(PARTS), list(PARTS.values()))
            self._kill_one(part)

    def _kill_one(self, part: str) -> None:
        pid = self._stack.pids().get(part)
        if pid is None or pid in self._killed:
            return  # it is not back yet
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            if psutil.Process(pid).ppid() == self._stack.process.pid:
                os.kill(pid, signal.SIGKILL)
                self._killed.add(pid)
                self.kills[part] += 1


def _customer(
    http: aiohttp.ClientSession, running: stack.Stack, case: Case, chance: random.Random, think: float
) -> Customer:
    return Customer(http, running.url, case.name, case.locale, random.Random(chance.random()), think)


async def _play(data: Path, customer: Customer, case: Case, room: asyncio.Semaphore) -> None:
    async with room:
        try:
            await customer.open(shop.identity(data, case.customer) if case.customer else None)
            await play(customer, case)
        except (GaveUp, ChatFailed, aiohttp.ClientError, OSError) as problem:
            customer.told.problem = f"{type(problem).__name__}: {problem}"


async def _more(customer: Customer, case: Case, room: asyncio.Semaphore) -> None:
    async with room:
        try:
            await say_more(customer, case)
        except (GaveUp, ChatFailed, aiohttp.ClientError, OSError) as problem:
            customer.told.problem = f"takes no further message: {type(problem).__name__}: {problem}"


async def _judge(data: Path, players: Sequence[Customer], database_url: str) -> Verdict:
    database = Database(settings_for(data, database_url=database_url or None).store_url)
    try:
        await read_ledger.at_rest(database, REST_WITHIN)
        for player in players:
            await player.catch_up()
        return judge(await read_ledger.read(database), [_seen(player) for player in players])
    finally:
        await database.close()


def _seen(player: Customer) -> Seen:
    told = player.told
    return Seen(
        name=told.name,
        acknowledged=[sent.client_message_id for sent in told.sent if sent.acknowledged],
        shown=[message.id for message in told.seen],
        conversations=frozenset(told.conversations),
        confirmed=told.confirmed,
        problem=told.problem,
    )
