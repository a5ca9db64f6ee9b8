"""A small solution base over a real store, and short ways to write, propose and judge."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from crm_backend.kit.db import Database
from crm_backend.replies.originals import read_facts
from crm_backend.replies.service import ReplyService
from crm_backend.solutions.schemas import Content, OutcomeView, ProposalView, ProposeRequest, Text
from crm_backend.solutions.service import SolutionService
from crm_backend.staff.schemas import StaffView
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.orders.conftest import Shop
from tests.crm_backend.orders.conftest import shop as shop

SEEDS = Path(__file__).parent / "seeds"
NEEDS = {"return_refund": True, "invoice": True, "product_info": True, "exchange": True, "praise": False}


def text(title: str, body: str = "Nothing else.", *phrasings: str) -> Text:
    return Text(title=title, body=body, phrasings=list(phrasings))


def content(english: str, chinese: str | None = None, needs: tuple[str, ...] = ("exchange",)) -> Content:
    texts = {"en": text(english)} | ({"zh": text(chinese)} if chinese else {})
    return Content.model_validate({"texts": texts, "needs": list(needs)})


@dataclass
class SolutionBase:
    shop: Shop
    solutions: SolutionService
    replies: ReplyService
    clock: SetClock
    manager: StaffView
    agent: StaffView

    @property
    def database(self) -> Database:
        return self.shop.database

    async def conversation(self, language: str = "en") -> str:
        conversation_id = await self.shop.conversation()
        async with self.database.transaction() as session:
            (await self.shop.conversations.get(session, conversation_id)).language = language
        return conversation_id

    async def propose(
        self, conversation_id: str, asked: str, message: str = "m1", need: str | None = None, **more: list[str]
    ) -> ProposalView:
        wish = ProposeRequest.model_validate({"text": asked, "message_id": message, "need": need, **more})
        return await self.solutions.propose(self.database, conversation_id, wish)

    async def judge(self, conversation_id: str, proposal_id: str, helped: bool) -> OutcomeView:
        async with self.database.transaction() as session:
            return await self.solutions.record_outcome(session, conversation_id, proposal_id, helped)

    async def publish(self, solution_id: str, written: Content) -> None:
        async with self.database.transaction() as session:
            view = await self.solutions.create(session, solution_id, written, self.manager)
            await self.solutions.publish(session, solution_id, view.revision, self.manager)


@pytest.fixture
async def base(shop: Shop, clock: SetClock) -> SolutionBase:
    """With the seeds of the tests loaded."""
    replies = ReplyService(clock, read_facts())
    solutions = SolutionService(clock, shop.conversations, shop.orders, replies, NEEDS)
    async with shop.database.transaction() as session:
        await solutions.load_seeds(session, SEEDS)
    return SolutionBase(shop, solutions, replies, clock, _person(clock, "manager"), _person(clock, "agent"))


def _person(clock: SetClock, role: str) -> StaffView:
    return StaffView.model_validate(
        {
            "id": f"a-{role}",
            "email": f"{role}@demo.example",
            "name": role.title(),
            "role": role,
            "state": "active",
            "created_at": clock(),
        }
    )
