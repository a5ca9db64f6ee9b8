import asyncio

import pytest

from crm_backend.errors import Conflict, Forbidden, Invalid, NotFound
from crm_backend.solutions.schemas import Content, SolutionView
from tests.crm_backend.solutions.conftest import SolutionBase, content


async def do(base: SolutionBase, what: str, *args: object) -> SolutionView:
    async with base.database.transaction() as session:
        return await getattr(base.solutions, what)(session, *args, base.manager)  # type: ignore[no-any-return]


async def get(base: SolutionBase, solution_id: str) -> SolutionView:
    async with base.database.reading() as session:
        return await base.solutions.get(session, solution_id)


def title(written: Content | None, language: str = "en") -> str | None:
    return written.texts[language].title if written else None  # type: ignore[index]


async def test_from_draft_to_published_to_the_next_version(base: SolutionBase) -> None:
    view = await do(base, "create", "gift-wrap", content("Gift wrap?", "礼品包装？"))
    assert (view.state, view.published, title(view.draft), view.draft_version) == ("draft", None, "Gift wrap?", 1)
    view = await do(base, "save_draft", "gift-wrap", content("Is there gift wrap?", "有礼品包装吗？"), view.revision)
    assert (title(view.draft), view.draft_version) == ("Is there gift wrap?", 1)
    view = await do(base, "publish", "gift-wrap", view.revision)
    assert (view.state, title(view.published), view.published_version, view.draft) == (
        "published",
        "Is there gift wrap?",
        1,
        None,
    )
    view = await do(base, "save_draft", "gift-wrap", content("Gift wrap, again", "礼品包装"), view.revision)
    assert (view.published_version, view.draft_version) == (1, 2)
    await do(base, "publish", "gift-wrap", view.revision)
    async with base.database.reading() as session:
        versions = await base.solutions.versions(session, "gift-wrap")
    assert [(one.number, one.state, one.author_id) for one in versions] == [
        (2, "published", "a-manager"),
        (1, "retired", "a-manager"),
    ]
    assert versions[0].published_at == base.clock()


async def test_a_retired_solution_comes_back_by_its_version(base: SolutionBase) -> None:
    view = await do(base, "retire", "send-back", 1)
    assert (view.state, view.published) == ("retired", None)
    view = await do(base, "restore", "send-back", 1, view.revision)
    assert title(view.draft) == "How long can I return something?"
    assert (await do(base, "publish", "send-back", view.revision)).state == "published"


async def test_a_preview_fills_facts_in_both_languages(base: SolutionBase) -> None:
    async with base.database.reading() as session:
        shown = await base.solutions.preview(session, "send-back")
        other = await base.solutions.preview(session, "send-back", content("In {return_days} days?"))
    assert shown["en"].body.startswith("Within 15 days")
    assert shown["zh"].body.startswith("签收后 15 天")
    assert other["en"].title == "In 15 days?"


async def test_of_two_editors_the_second_is_told_and_nothing_is_lost(base: SolutionBase) -> None:
    await do(base, "save_draft", "send-back", content("The first one's"), 1)
    with pytest.raises(Conflict, match=r"solutions\.changed_meanwhile"):
        await do(base, "save_draft", "send-back", content("The second one's"), 1)
    view = await get(base, "send-back")
    assert (title(view.draft), title(view.published)) == ("The first one's", "How long can I return something?")


async def test_two_at_the_same_moment_are_one_after_the_other(base: SolutionBase) -> None:
    saved = await asyncio.gather(
        *(do(base, "save_draft", "send-back", content(f"By {n}"), 1) for n in range(4)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in saved) == ["Conflict"] * 3 + ["SolutionView"]


async def test_a_discarded_draft_leaves_what_is_published(base: SolutionBase) -> None:
    view = await do(base, "save_draft", "send-back", content("Not so good"), 1)
    view = await do(base, "discard_draft", "send-back", view.revision)
    assert (view.draft, title(view.published)) == (None, "How long can I return something?")
    async with base.database.reading() as session:
        assert await base.solutions.search(session, "good") == []
        assert [one.id for one in await base.solutions.search(session, "return something")] == ["send-back"]


async def test_agents_read_and_do_not_write(base: SolutionBase) -> None:
    calls: dict[str, tuple[object, ...]] = {
        "create": ("new", content("x")),
        "save_draft": ("send-back", content("x"), 1),
        "discard_draft": ("send-back", 1),
        "publish": ("send-back", 1),
        "retire": ("send-back", 1),
        "restore": ("send-back", 1, 1),
    }
    for name, args in calls.items():
        with pytest.raises(Forbidden, match=r"staff\.role_needed"):
            async with base.database.transaction() as session:
                await getattr(base.solutions, name)(session, *args, base.agent)
    assert (await get(base, "send-back")).revision == 1


@pytest.mark.parametrize(
    ("solution_id", "written", "code"),
    [
        ("Gift Wrap", content("x"), "solutions.bad_id"),
        ("a" * 81, content("x"), "solutions.bad_id"),
        ("new", content("x", needs=("flying",)), "solutions.need_unknown"),
        ("new", content("In {no_such_fact} days"), "solutions.fact_unknown"),
        ("new", content("In {return_days days"), "solutions.stray_brace"),
        ("new", content("x").model_copy(update={"products": ["no-such"]}), "solutions.product_unknown"),
    ],
)
async def test_what_can_not_be_published_is_not_kept(
    base: SolutionBase, solution_id: str, written: Content, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await do(base, "create", solution_id, written)
    assert refused.value.code == code


async def test_an_id_is_given_once(base: SolutionBase) -> None:
    with pytest.raises(Conflict, match=r"solutions\.id_taken"):
        await do(base, "create", "send-back", content("x"))


async def test_what_is_not_there(base: SolutionBase) -> None:
    view = await do(base, "create", "new", content("x"))
    for call, error in (
        (do(base, "publish", "send-back", 1), Conflict),
        (do(base, "publish", "nothing", 1), NotFound),
        (do(base, "restore", "send-back", 9, 1), NotFound),
        (do(base, "retire", "new", view.revision), Conflict),
        (do(base, "discard_draft", "new", view.revision), Conflict),
        (get(base, "nothing"), NotFound),
    ):
        with pytest.raises(error):
            await call
