from pathlib import Path

import pytest

from crm_backend.needs.catalogue import need_ids
from crm_backend.replies.originals import shipped_facts
from crm_backend.solutions import rules
from crm_backend.solutions.seeds import read_seeds
from tests.crm_backend.solutions.conftest import SEEDS, SolutionBase, content


async def load(base: SolutionBase, folder: Path = SEEDS) -> int:
    async with base.database.transaction() as session:
        return await base.solutions.load_seeds(session, folder)


async def title(base: SolutionBase, solution_id: str) -> str:
    async with base.database.reading() as session:
        return (await base.solutions.preview(session, solution_id))["en"].title


def changed(folder: Path, *, invoice: str = "", more: str = "") -> Path:
    """The seeds with another title of ask-invoice, and perhaps more of them."""
    text = (SEEDS / "invoice.toml").read_text("utf-8")
    (folder / "invoice.toml").write_text(text.replace("How do I get an invoice?", invoice) + more, "utf-8")
    (folder / "return_refund.toml").write_text((SEEDS / "return_refund.toml").read_text("utf-8"), "utf-8")
    return folder


def test_what_ships_can_be_published_and_speaks_both_languages() -> None:
    seeds = read_seeds()
    assert len(seeds) >= 60
    for seed in seeds:
        rules.check_id(seed.id)
        rules.check(seed.content, need_ids(), shipped_facts())
        assert set(seed.content.texts) == {"en", "zh"}, seed.id
        assert all(len(text.phrasings) >= 4 for text in seed.content.texts.values()), seed.id


def test_an_id_is_there_once(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text((SEEDS / "invoice.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(ValueError, match=r"b\.toml: ask-invoice is there twice"):
        read_seeds(tmp_path)


async def test_an_empty_store_is_filled_once(base: SolutionBase) -> None:
    async with base.database.reading() as session:
        found = await base.solutions.search(session)
    assert [one.id for one in found if one.state == "published"] == [
        "ask-invoice",
        "earbuds-pairing",
        "english-only",
        "refund-arrival",
        "send-back",
    ]
    assert await load(base) == 0


async def test_what_nobody_has_edited_follows_the_seeds(base: SolutionBase, tmp_path: Path) -> None:
    assert await load(base, changed(tmp_path, invoice="Where are my invoices?")) == 1
    assert await title(base, "ask-invoice") == "Where are my invoices?"


async def test_an_edited_solution_is_never_overwritten(base: SolutionBase, tmp_path: Path) -> None:
    async with base.database.transaction() as session:
        mine = content("Our own words", needs=("invoice",))
        await base.solutions.save_draft(session, "ask-invoice", mine, 1, base.manager)
    newer = changed(
        tmp_path, invoice="Where are my invoices?", more='[added]\nneeds = ["invoice"]\ntitle.en = "x"\nbody.en = "y"\n'
    )
    assert await load(base, newer) == 0, "nor does anything new come into a store of one's own"
    assert await title(base, "ask-invoice") == "Our own words"


async def test_new_seeds_come_as_long_as_nobody_has_written(base: SolutionBase, tmp_path: Path) -> None:
    more = '[added]\nneeds = ["invoice"]\ntitle.en = "x"\nbody.en = "y"\n'
    assert await load(base, changed(tmp_path, invoice="How do I get an invoice?", more=more)) == 1
    assert await title(base, "added") == "x"
