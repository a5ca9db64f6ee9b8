"""Writing a solution: draft, preview, publish, conflict, versions. Nothing that was typed is lost."""

import re
from typing import Any

import pytest
from aiohttp import web

from crm_backend.kit.web import DATABASE
from crm_backend.solutions.schemas import SolutionView
from crm_backend.solutions.service import SOLUTIONS
from tests.crm_backend.ui.conftest import SAME_ORIGIN, Client, NewClient
from tests.crm_backend.ui.stories import HOSTILE

ENTRY = "/console/solutions/entries/return-window"
TYPED = {
    "need": "return_refund",
    "also": "exchange",
    "title_en": "Until when can I return it?",
    "body_en": "Up to {return_days} days.\r\n\r\nTell me the order number.",
    "phrasings_en": "too late?\r\n\r\n  can i still return  ",
    "title_zh": "最晚什么时候能退货？",
    "body_zh": "签收后 {return_days} 天内。",
    "phrasings_zh": "",
    "products": "",
}


async def _view(base: web.Application, solution_id: str = "return-window") -> SolutionView:
    async with base[DATABASE].reading() as session:
        return await base[SOLUTIONS].get(session, solution_id)


async def _send(client: Client, path: str, do: str, **changed: Any) -> tuple[int, str]:
    form = TYPED | {"do": do} | {name: str(value) for name, value in changed.items()}
    answer = await client.post(path, data=form, headers=SAME_ORIGIN)
    return answer.status, await answer.text()


async def test_a_draft_is_kept_and_published_when_asked(new_client: NewClient, base: web.Application) -> None:
    client = await new_client("manager")
    before = await _view(base)
    status, page = await _send(client, ENTRY, "save", base=before.revision)
    assert (status, "The draft is saved" in page) == (200, True)
    view = await _view(base)
    assert view.published == before.published
    assert view.draft is not None
    assert view.draft.needs == ["return_refund", "exchange"]
    assert view.draft.texts["en"].body == "Up to {return_days} days.\n\nTell me the order number."
    assert view.draft.texts["en"].phrasings == ["too late?", "can i still return"]
    status, page = await _send(client, ENTRY, "publish", base=view.revision, title_en="Until when?")
    assert (status, "Customers get this text from now on" in page) == (200, True)
    published = (await _view(base)).published
    assert published is not None
    assert published.texts["en"].title == "Until when?"


async def test_the_preview_fills_facts_and_saves_nothing(new_client: NewClient, base: web.Application) -> None:
    client = await new_client("manager", "zh")
    before = await _view(base)
    whole = (await _send(client, ENTRY, "preview", base=before.revision))[1]
    assert "签收后 15 天内。" in whole
    assert "Up to 15 days." in whole
    assert "Until when can I return it?" in whole  # still in the form
    headers = SAME_ORIGIN | {"HX-Request": "true"}
    part = await (await client.post(ENTRY, data=TYPED | {"do": "preview"}, headers=headers)).text()
    assert "签收后 15 天内。" in part
    assert "<html" not in part
    assert await _view(base) == before


async def test_after_a_conflict_both_texts_are_there_and_mine_can_be_saved(
    new_client: NewClient, base: web.Application
) -> None:
    first, second = await new_client("manager"), await new_client("admin")
    seen = (await _view(base)).revision
    await _send(first, ENTRY, "save", base=seen, body_en="What the first wrote.")
    status, page = await _send(second, ENTRY, "save", base=seen, body_en="What the second wrote.")
    assert status == 409
    assert "Somebody else changed this solution meanwhile" in page
    assert "<del>What the first wrote.</del>" in page
    assert re.search(r"<textarea[^>]*>What the second wrote\.</textarea>", page)
    again = re.search(r'name="base" value="(\d+)"', page)
    assert again is not None
    draft = (await _view(base)).draft
    assert draft is not None
    assert draft.texts["en"].body == "What the first wrote."
    assert (await _send(second, ENTRY, "save", base=again[1], body_en="What the second wrote."))[0] == 200


async def test_a_mistake_after_somebody_else_saved_does_not_write_over_them(
    new_client: NewClient, base: web.Application
) -> None:
    first, second = await new_client("manager"), await new_client("admin")
    seen = (await _view(base)).revision
    await _send(first, ENTRY, "save", base=seen, body_en="What the first wrote.")
    status, page = await _send(second, ENTRY, "save", base=seen, body_en="")
    assert (status, "both a question and an answer" in page) == (400, True)
    assert f'name="base" value="{seen}"' in page
    assert (await _send(second, ENTRY, "save", base=seen, body_en="Completed."))[0] == 409


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"need": ""}, "choose the need"),
        ({"body_en": ""}, "both a question and an answer"),
        ({"body_en": "{no_such_fact}"}, "no_such_fact"),
        ({"body_en": "{"}, "single brace"),
        ({"products": "no-such-article"}, "no-such-article"),
        ({"phrasings_en": "x" * 201}, "at most 200 characters"),
        ({"title_en": "", "body_en": "", "phrasings_en": "", "title_zh": "", "body_zh": ""}, "at least one language"),
    ],
)
async def test_what_is_wrong_is_told_and_what_was_typed_stays(
    new_client: NewClient, base: web.Application, changed: dict[str, str], told: str
) -> None:
    client = await new_client("manager")
    before = await _view(base)
    status, page = await _send(client, ENTRY, "publish", base=before.revision, **changed)
    assert status == 400
    assert told in page
    kept = {"title_zh": TYPED["title_zh"]} | changed
    assert kept["title_zh"] in page
    assert await _view(base) == before


async def test_a_new_one_gets_its_name_from_the_question(new_client: NewClient, base: web.Application) -> None:
    client = await new_client("manager")
    status, page = await _send(client, "/console/solutions/new", "publish", id="")
    assert (status, "Published" in page) == (200, True)
    assert (await _view(base, "until-when-can-i-return-it")).state == "published"
    status, page = await _send(client, "/console/solutions/new", "save", id="return-window")
    assert (status, "choose another id" in page, 'value="return-window"' in page) == (409, True, True)
    assert (await _send(client, "/console/solutions/new", "preview", id=""))[0] == 200


async def test_long_chinese_texts_are_taken(new_client: NewClient, base: web.Application) -> None:
    client = await new_client("manager")
    long = {
        "body_zh": "退" * 4000,
        "body_en": "x" * 4000,
        "phrasings_zh": "\n".join(["过了十五天还能不能退货" * 10] * 50),
    }
    assert (await _send(client, ENTRY, "save", base=(await _view(base)).revision, **long))[0] == 200
    status, _ = await _send(client, ENTRY, "save", base=(await _view(base)).revision, body_zh="退" * 4001)
    assert status == 400


async def test_versions_are_compared_restored_and_retired(new_client: NewClient, base: web.Application) -> None:
    client = await new_client("manager")
    await _send(client, ENTRY, "publish", base=(await _view(base)).revision, body_en="The second text.")
    page = await (await client.get(f"{ENTRY}/versions?before=2&after=1")).text()
    assert "<del>Within {return_days} days.</del>" in page
    assert "<ins>The second text.</ins>" in page
    assert "Maya Chen" in page  # who wrote it

    async def act(way: str, **form: int) -> tuple[int, str]:
        sent = {"base": (await _view(base)).revision} | form
        answer = await client.post(f"{ENTRY}/{way}", data=sent, headers=SAME_ORIGIN)
        return answer.status, await answer.text()

    assert "The draft is saved" in (await act("restore", number=1))[1]
    draft = (await _view(base)).draft
    assert draft is not None
    assert draft.texts["en"].body == "Within {return_days} days."
    assert "The draft is discarded" in (await act("discard"))[1]
    assert "no longer proposed" in (await act("retire"))[1]
    assert (await _view(base)).state == "retired"
    assert (await act("restore", number=1, base=0))[0] == 409
    assert (await client.get(ENTRY)).status == 200  # still to be edited, and published again


async def test_hostile_text_is_shown_as_text(new_client: NewClient, base: web.Application) -> None:
    client, hostile = await new_client("manager"), HOSTILE.replace("{{7*7}}", "")
    fields = {"title_en": hostile, "body_en": hostile, "phrasings_en": hostile, "title_zh": "", "body_zh": ""}
    await _send(client, "/console/solutions/new", "publish", id="hostile", **fields)
    assert (await _view(base, "hostile")).state == "published"
    for path in ("", "/entries/hostile", "/entries/hostile/versions"):
        page = await (await client.get(f"/console/solutions{path}")).text()
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    agent = await new_client("agent")
    assert "<script>alert" not in await (await agent.get("/console/solutions/entries/hostile")).text()
