import pytest

from crm_backend.solutions.schemas import State
from tests.crm_backend.solutions.conftest import SolutionBase, content


async def search(
    base: SolutionBase, words: str = "", *, state: State | None = None, need: str | None = None, limit: int = 50
) -> list[str]:
    async with base.database.reading() as session:
        return [one.id for one in await base.solutions.search(session, words, state=state, need=need, limit=limit)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("退货", ["send-back"]),
        ("退款", ["refund-arrival"]),
        ("到账", ["refund-arrival"]),
        ("发票", ["ask-invoice"]),
        ("發票", ["ask-invoice"]),
        ("returned", ["send-back"]),
        ("INVOICE", ["ask-invoice", "english-only"]),
        ("invoice company", ["english-only"]),
        ("kettle 水壶", ["send-back"]),
        ("票", ["ask-invoice"]),
        ("怎么", ["ask-invoice", "earbuds-pairing", "refund-arrival"]),
        ("zebra", []),
        ("?!", []),
        ("'; DROP TABLE solutions; --", []),
    ],
)
async def test_words_are_found_in_both_languages_best_first(base: SolutionBase, words: str, found: list[str]) -> None:
    assert await search(base, words) == found


async def test_most_words_are_enough_if_none_has_them_all(base: SolutionBase) -> None:
    assert await search(base, "invoice company zebra") == ["english-only"]


async def test_filters(base: SolutionBase) -> None:
    assert await search(base, need="return_refund") == ["refund-arrival", "send-back"]
    assert await search(base, "invoice", need="return_refund") == []
    assert await search(base, state="draft") == []
    assert await search(base, limit=2) == ["ask-invoice", "earbuds-pairing"]


async def test_the_newest_text_is_searched(base: SolutionBase) -> None:
    async with base.database.transaction() as session:
        await base.solutions.save_draft(session, "ask-invoice", content("Zebra crossing"), 1, base.manager)
    assert await search(base, "zebra") == ["ask-invoice"]
    assert await search(base, "zebra", state="published") == ["ask-invoice"]
    assert await search(base, "boss") == []


async def test_a_line_of_the_list_has_its_facts_filled(base: SolutionBase) -> None:
    await base.publish("fast", content("Refund in {refund_days} days?", "{refund_days} 天退款？"))
    async with base.database.reading() as session:
        [line] = [one for one in await base.solutions.search(session, "refund days") if one.id == "fast"]
    assert line.titles == {"en": "Refund in 3 to 5 days?", "zh": "3–5 天退款？"}
