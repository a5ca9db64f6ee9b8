"""A small model of needs, trained once, and the need service over a test's database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crm_backend.kit.ids import new_id
from crm_backend.needs.bundle import Bundle, save
from crm_backend.needs.catalogue import need_ids
from crm_backend.needs.examples import Example, fingerprint, read_seeds
from crm_backend.needs.schemas import ModelKind, ModelView
from crm_backend.needs.service import NeedService
from crm_backend.needs.training import train
from crm_backend.orders.service import OrderService
from crm_backend.replies.originals import read_originals
from crm_backend.replies.service import ReplyService
from tests.crm_backend.ledger import Ledger

SOME = 4  # every fourth text that ships: enough to tell plain texts apart, trained in seconds


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    return read_seeds()[::SOME]


@pytest.fixture(scope="session")
def bundle(examples: list[Example]) -> Bundle:
    return train(examples, need_ids())[0]


@pytest.fixture(scope="session")
def bundle_file(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "small.joblib"
    save(bundle, path)
    return path


@dataclass
class Desk:
    """The service, with what a test needs around it."""

    needs: NeedService
    ledger: Ledger
    file: Path

    async def model(
        self, *, active: bool = True, accuracy: float = 0.8, file: Path | None = None, kind: ModelKind = "needs"
    ) -> ModelView:
        """A recorded model, by default of needs and in the small one's file."""
        made = ModelView(
            id=new_id(),
            kind=kind,
            head="linear",
            fingerprint=fingerprint([]),
            seeds=None,
            metrics={"accuracy": {"all": {"accuracy": accuracy}}},
            active=active,
            created_at=self.ledger.clock(),
        )
        return await self.ledger.do(self.needs.record, made, str(file or self.file))

    async def conversation(self, *texts: str) -> str:
        """A visitor's conversation with these messages."""
        identity = await self.ledger.visitor(new_id())
        received = [await self.ledger.write(identity, text, new_id()) for text in texts]
        return received[-1].message.conversation_id


@pytest.fixture
async def desk(ledger: Ledger, bundle_file: Path) -> AsyncIterator[Desk]:
    replies = ReplyService(ledger.clock, read_originals())
    orders = OrderService(ledger.settings, ledger.clock, ledger.events, ledger.customers, ledger.conversations, replies)
    needs = NeedService(ledger.settings, ledger.clock, ledger.events, ledger.database, ledger.conversations, orders)
    yield Desk(needs, ledger, bundle_file)
    await needs.close()
