"""What the assistant says, and the facts of the business, edited by managers."""

import re

import pytest
from aiohttp import web

from crm_backend.kit.web import DATABASE
from crm_backend.replies.originals import read_originals
from crm_backend.replies.schemas import FactContent, ReplyContent, TextView
from crm_backend.replies.service import REPLIES
from crm_backend.ui.console.replies.topics import topic_of
from tests.crm_backend.ui.conftest import SAME_ORIGIN, Client, NewClient
from tests.crm_backend.ui.stories import HOSTILE

PAGES = ("/console/replies", "/console/facts", "/console/replies/utter_greeting", "/console/facts/return_days")
GREETING = "/console/replies/utter_greeting"


async def _view(console: web.Application, name: str = "utter_greeting") -> TextView:
    async with console[DATABASE].reading() as session:
        return await console[REPLIES].get(session, name)


async def _form(console: web.Application, **changed: str) -> dict[str, str]:
    """The greeting as it stands, with some fields changed."""
    view = await _view(console)
    assert isinstance(view.published, ReplyContent)
    form = {"base": str(view.revision)}
    for number, variant in enumerate(view.published.variants):
        form[f"text-{number}"] = variant.text
        form |= {f"button-{number}-{place}": button.title for place, button in enumerate(variant.buttons)}
    return form | changed


async def _send(client: Client, path: str, form: dict[str, str]) -> tuple[int, str]:
    answer = await client.post(path, data=form, headers=SAME_ORIGIN)
    return answer.status, await answer.text()


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("manager", 200), ("admin", 200)])
async def test_managers_edit_what_is_said(new_client: NewClient, role: str, status: int) -> None:
    client = await new_client(role)
    for page in PAGES:
        assert (await client.get(page)).status == status, page
    for way in ("", "/restore", "/discard"):
        answer = await client.post(f"{GREETING}{way}", headers=SAME_ORIGIN)
        assert (answer.status == 403) is (status == 403), way
    assert ("/console/replies" in await (await client.get("/console")).text()) is (status == 200)


async def test_a_reply_is_no_fact(new_client: NewClient) -> None:
    client = await new_client("manager")
    assert (await client.get("/console/facts/utter_greeting")).status == 404
    assert (await client.get("/console/replies/utter_no_such")).status == 404


@pytest.mark.parametrize(("words", "found"), [("真人", True), ("software, not a person", True), ("qqq", False)])
async def test_words_are_found_in_both_languages(new_client: NewClient, words: str, found: bool) -> None:
    client = await new_client("manager", "zh")
    answer = await client.get("/console/replies", params={"q": words}, headers={"HX-Request": "true"})
    page = await answer.text()
    assert ("replies/utter_greeting" in page) is found
    assert "<html" not in page


async def test_draft_preview_publish_and_back_to_the_original(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("manager")
    form = await _form(console, **{"text-0": "Hello from {shop_name}!", "button-0-0": "My parcel"})
    status, page = await _send(client, GREETING, form | {"do": "preview"})
    assert (status, "Hello from Rapport Store!" in page, "Hello from {shop_name}!" in page) == (200, True, True)
    assert (await _view(console)).draft is None
    assert "The draft is saved" in (await _send(client, GREETING, form))[1]
    form = await _form(console, **{"text-0": "Hello from {shop_name}!", "button-0-0": "My parcel", "do": "publish"})
    assert "Published" in (await _send(client, GREETING, form))[1]
    async with console[DATABASE].reading() as session:
        said = (await console[REPLIES].for_assistant(session)).replies["utter_greeting"]
    assert (said[0].text, said[0].buttons[0].title) == ("Hello from {shop_name}!", "My parcel")
    assert "utter_greeting" in await (await client.get("/console/replies?only=edited")).text()
    versions = await (await client.get(f"{GREETING}/versions")).text()
    assert "<ins>Hello from {shop_name}!</ins>" in versions
    assert "Back to the original" in versions
    back = {"base": str((await _view(console)).revision), "number": "0"}
    assert (await _send(client, f"{GREETING}/restore", back))[0] == 200
    view = await _view(console)
    assert view.draft == view.original
    await _send(client, f"{GREETING}/discard", {"base": str(view.revision)})
    assert (await _view(console)).draft is None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text-0": "Hello {nobody_knows}"}, "{nobody_knows}"),
        ({"text-1": ""}, "both languages"),
        ({"button-0-0": "x" * 201}, "at most 200 characters"),
        ({"text-0": "{"}, "single brace"),
    ],
)
async def test_what_is_wrong_is_told_and_what_was_typed_stays(
    new_client: NewClient, console: web.Application, changed: dict[str, str], told: str
) -> None:
    client = await new_client("manager")
    form = await _form(console, **{"button-1-1": "我自己的按钮", "do": "publish"} | changed)
    status, page = await _send(client, GREETING, form)
    assert (status, told in page, "我自己的按钮" in page) == (400, True, True)
    assert (await _view(console)).revision == 0


async def test_after_a_conflict_both_texts_are_there(new_client: NewClient, console: web.Application) -> None:
    first, second = await new_client("manager"), await new_client("admin")
    seen = await _form(console)
    await _send(first, GREETING, seen | {"text-0": "What the first wrote."})
    status, page = await _send(second, GREETING, seen | {"text-0": "What the second wrote.", "do": "publish"})
    assert status == 409
    assert "<del>What the first wrote.</del>" in page
    assert re.search(r"<textarea[^>]*>What the second wrote\.</textarea>", page)
    assert f'name="base" value="{(await _view(console)).revision}"' in page


async def test_a_fact_is_changed_in_both_languages(new_client: NewClient, console: web.Application) -> None:
    client = await new_client("manager", "zh")
    assert "签收后可退货的天数" in await (await client.get("/console/facts")).text()
    form = {"base": "0", "en": "30", "zh": "30", "do": "publish"}
    assert "已发布" in (await _send(client, "/console/facts/return_days", form))[1]
    assert (await _view(console, "return_days")).published == FactContent(en="30", zh="30")
    assert (await _send(client, "/console/facts/return_days", form | {"base": "2", "zh": " "}))[0] == 400


async def test_hostile_text_is_shown_as_text(new_client: NewClient, console: web.Application) -> None:
    client, hostile = await new_client("manager"), HOSTILE.replace("{{7*7}}", "")
    form = await _form(console, **{"text-0": hostile, "button-0-0": hostile, "do": "publish"})
    assert (await _send(client, GREETING, form))[0] == 200
    again = await _form(console, **{"do": "preview"})
    pages = [await (await client.get(path)).text() for path in (GREETING, f"{GREETING}/versions", "/console/replies")]
    for page in (*pages, (await _send(client, GREETING, again))[1]):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_every_reply_has_a_topic() -> None:
    names = [name for name in read_originals() if name.startswith("utter_")]
    without = [name for name in names if topic_of(name) == "other"]
    assert len(without) <= len(names) // 20, without
    assert topic_of("utter_order_returned") == "order"
    assert topic_of("utter_returned_from") == "handoff"
