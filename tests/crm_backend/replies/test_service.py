import asyncio

import pytest

from crm_backend.errors import Conflict, Invalid, NotFound
from crm_backend.replies.originals import read_originals
from crm_backend.replies.schemas import Content, FactContent, ReplyContent, TextView
from crm_backend.replies.service import ReplyService
from tests.crm_backend.replies.conftest import FACT, REPLY, Texts, fact, worded

WITH_VALUES = "utter_greeting_by_name"  # asks for {customer_name}, and has buttons


async def test_a_text_ships_until_it_is_edited(texts: Texts) -> None:
    view = await texts.get(REPLY)
    assert (view.revision, view.published_version, view.draft, view.published) == (0, 0, None, view.original)
    assert await texts.version() == 0


async def test_a_draft_is_not_said_and_a_published_text_is(texts: Texts) -> None:
    edited = worded(await texts.get(REPLY), "Welcome back!", "欢迎回来！")
    view = await texts.save(REPLY, edited)
    assert (view.draft, view.published) == (edited, view.original)
    async with texts.database.reading() as session:
        assert (await texts.replies.for_assistant(session)).replies == {}
    await texts.publish(REPLY, edited)
    async with texts.database.reading() as session:
        told = await texts.replies.for_assistant(session)
    assert told.version == 1
    assert [variant.text for variant in told.replies[REPLY]] == ["Welcome back!", "欢迎回来！"]
    assert told.facts["zh"][FACT] == "15"


async def test_a_fact_fills_placeholders_once_it_is_published(texts: Texts) -> None:
    await texts.save(FACT, fact("30"))
    async with texts.database.reading() as session:
        assert (await texts.replies.facts(session))["en"][FACT] == "15"
    view = await texts.get(FACT)
    async with texts.database.transaction() as session:
        await texts.replies.publish(session, FACT, view.revision, None)
    async with texts.database.reading() as session:
        assert (await texts.replies.facts(session))["en"][FACT] == "30"
        shown = await texts.replies.preview(session, REPLY, worded(await texts.get(REPLY), "{return_days} days!"))
    assert shown[0].text == "30 days!"


async def test_another_replica_hears_of_it(texts: Texts) -> None:
    other = ReplyService(texts.clock, read_originals())
    async with texts.database.reading() as session:
        assert (await other.facts(session))["en"][FACT] == "15"
    await texts.publish(FACT, fact("30"))
    async with texts.database.reading() as session:
        assert await other.version(session) == 1
        assert (await other.facts(session))["en"][FACT] == "30"


async def test_versions_and_the_way_back(texts: Texts) -> None:
    shipped = await texts.get(REPLY)
    await texts.publish(REPLY, worded(shipped, "One", "一"))
    view = await texts.publish(REPLY, worded(shipped, "Two", "二"))
    async with texts.database.transaction() as session:
        kept = await texts.replies.versions(session, REPLY)
        assert [(one.number, one.state) for one in kept] == [(2, "published"), (1, "retired"), (0, "retired")]
        view = await texts.replies.restore(session, REPLY, 1, view.revision, "a-manager")
    assert view.draft == worded(shipped, "One", "一")
    async with texts.database.transaction() as session:
        view = await texts.replies.restore(session, REPLY, 0, view.revision, "a-manager")
        view = await texts.replies.publish(session, REPLY, view.revision, "a-manager")
    assert view.published == shipped.original
    assert await texts.version() == 3


async def test_a_discarded_draft_is_gone(texts: Texts) -> None:
    view = await texts.save(REPLY, worded(await texts.get(REPLY), "x"))
    async with texts.database.transaction() as session:
        view = await texts.replies.discard_draft(session, REPLY, view.revision)
    assert view.draft is None
    with pytest.raises(Conflict, match=r"replies\.no_draft"):
        async with texts.database.transaction() as session:
            await texts.replies.publish(session, REPLY, view.revision, None)


async def test_of_two_editors_the_second_is_told(texts: Texts) -> None:
    content = worded(await texts.get(REPLY), "x")
    saved = await asyncio.gather(*(texts.save(REPLY, content) for _ in range(3)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in saved) == ["Conflict", "Conflict", "TextView"]


def changed(view: TextView, what: str) -> Content:
    """The reply of WITH_VALUES, spoilt."""
    assert isinstance(view.original, ReplyContent)
    first, *rest = view.original.variants
    buttons = first.buttons
    spoilt = {
        "lost": first.model_copy(update={"text": "Hello!"}),
        "invented": first.model_copy(update={"text": "{customer_name} {order_id}"}),
        "empty": first.model_copy(update={"text": " "}),
        "brace": first.model_copy(update={"text": "{customer_name"}),
        "payload": first.model_copy(
            update={"buttons": [buttons[0].model_copy(update={"payload": "/x"}), *buttons[1:]]}
        ),
        "button": first.model_copy(update={"buttons": buttons[1:]}),
        "title": first.model_copy(update={"buttons": [buttons[0].model_copy(update={"title": ""}), *buttons[1:]]}),
        "language": first.model_copy(update={"language": "zh"}),
    }
    return ReplyContent(variants=rest if what == "missing" else [spoilt[what], *rest])


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("lost", "replies.placeholder_lost"),
        ("invented", "replies.placeholder_invented"),
        ("empty", "replies.empty"),
        ("brace", "replies.stray_brace"),
        ("payload", "replies.buttons_changed"),
        ("button", "replies.buttons_changed"),
        ("title", "replies.empty"),
        ("language", "replies.variants_changed"),
        ("missing", "replies.variants_changed"),
    ],
)
async def test_nothing_is_lost_and_nothing_invented(texts: Texts, what: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        await texts.save(WITH_VALUES, changed(await texts.get(WITH_VALUES), what))
    assert refused.value.code == code
    assert (await texts.get(WITH_VALUES)).revision == 0


async def test_facts_may_come_and_go(texts: Texts) -> None:
    edited = worded(
        await texts.get(WITH_VALUES), "{customer_name}: {support_hours}", "{customer_name}：{support_hours}"
    )
    view = await texts.save(WITH_VALUES, edited)
    assert view.placeholders == {"en": ["customer_name"], "zh": ["customer_name"]}


@pytest.mark.parametrize("value", ["", " ", "{return_days}", "a } b", "thirty", "31", "-30", "３０"])
async def test_a_fact_is_a_plain_value(texts: Texts, value: str) -> None:
    with pytest.raises(Invalid):
        await texts.save(FACT, FactContent(en="30", zh=value))


async def test_a_fact_is_no_reply(texts: Texts) -> None:
    with pytest.raises(Invalid, match=r"replies\.other_kind"):
        await texts.save(REPLY, fact("x"))


async def test_only_what_ships_can_be_edited(texts: Texts) -> None:
    for name in ("utter_unknown", "no_fact"):
        with pytest.raises(NotFound):
            await texts.save(name, fact("x"))
    with pytest.raises(NotFound):
        async with texts.database.transaction() as session:
            await texts.replies.restore(session, REPLY, 7, 0, None)


async def test_the_list_is_searched(texts: Texts) -> None:
    await texts.publish(REPLY, worded(await texts.get(REPLY), "Zebra", "斑马"))
    async with texts.database.reading() as session:
        everything = await texts.replies.texts(session)
        facts = await texts.replies.texts(session, "fact")
        [zebra] = await texts.replies.texts(session, "reply", "zebra")
        [chinese] = await texts.replies.texts(session, containing="斑马")
        assert FACT in [one.name for one in await texts.replies.texts(session, containing="可退货")]
    assert len(everything) == len(read_originals())
    assert {one.kind for one in facts} == {"fact"}
    assert (zebra.name, zebra.edited, zebra.has_draft, zebra.text["zh"]) == (REPLY, True, False, "斑马")
    assert chinese == zebra
