"""./rapport train needs, on few examples: which model is kept, and which becomes active."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from crm_backend.app import Services
from crm_backend.commands import need_models
from crm_backend.commands.store import opened
from crm_backend.kit.auth import with_secrets
from crm_backend.kit.migrate import upgrade
from crm_backend.needs.examples import Example, read_seeds
from crm_backend.needs.models import NeedModel
from crm_backend.settings import Settings

FEW = [example for example in read_seeds() if example.need in ("invoice", "praise", "account_access")][::12]


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    settings = with_secrets(Settings(data=tmp_path))
    await asyncio.to_thread(upgrade, settings.store_url)
    async with opened(settings) as services:
        yield services
        await services.needs.close()


def learn_from(monkeypatch: pytest.MonkeyPatch, examples: list[Example]) -> None:
    monkeypatch.setattr(need_models, "read_seeds", lambda: examples)


async def models(services: Services) -> list[tuple[str | None, bool]]:
    async with services.database.reading() as session:
        return [(model.head, model.active) for model in await services.needs.models(session)]


async def test_the_better_head_is_kept_and_a_worse_model_waits(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path)
    learn_from(monkeypatch, FEW)
    await need_models.train_needs(settings, services, activate=False)
    assert [active for _, active in await models(services)] == [True]
    assert len(list((tmp_path / "models" / "needs").iterdir())) == 1
    wrong = [example.model_copy(update={"need": FEW[-1 - n].need}) for n, example in enumerate(FEW)]
    learn_from(monkeypatch, wrong)
    await need_models.train_needs(settings, services, activate=False)
    assert [active for _, active in await models(services)] == [False, True]
    await need_models.train_needs(settings, services, activate=True)
    assert [active for _, active in await models(services)] == [True, False, False]


async def test_the_first_start_trains_once(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=tmp_path)
    learn_from(monkeypatch, FEW)
    await need_models.ensure_needs(settings, services)
    await need_models.ensure_needs(settings, services)
    assert await models(services) == [("linear", True)]
    async with services.database.transaction() as session:
        await session.execute(update(NeedModel).values(head="forest"))
    monkeypatch.setattr(need_models, "seeds_fingerprint", lambda: "what ships has changed")
    await need_models.ensure_needs(settings, services)
    assert await models(services) == [("forest", True), ("forest", False)]


async def test_a_broken_model_is_made_anew(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=tmp_path)
    learn_from(monkeypatch, FEW)
    await need_models.ensure_needs(settings, services)
    (file,) = (tmp_path / "models" / "needs").iterdir()
    file.write_bytes(file.read_bytes()[:100])
    await need_models.ensure_needs(settings, services)
    assert await models(services) == [("linear", True), ("linear", False)]


async def test_the_assistants_model_is_recorded(services: Services, tmp_path: Path) -> None:
    await need_models.record_bot(services, tmp_path / "models" / "abc.tar.gz")
    async with services.database.reading() as session:
        (model,) = await services.needs.models(session, "bot")
    assert (model.fingerprint, model.active) == ("abc", True)
