"""Praise, suggestions and complaints on a page of their own."""

import re

import pytest
from aiohttp import web

from crm_backend.kit.texts import sentences
from crm_backend.kit.web import CLOCK, DATABASE
from crm_backend.satisfaction.models import Feedback
from crm_backend.ui.console import feedback as feedback_page
from tests.crm_backend.conftest import SetClock
from tests.crm_backend.ui.conftest import Client, NewClient
from tests.crm_backend.ui.stories import HOSTILE, write

PATH = "/console/feedback"


async def _say(app: web.Application, about: str, text: str) -> str:
    """The conversation in which a customer said so."""
    conversation_id = await write(app, text)
    async with app[DATABASE].transaction() as session:
        session.add(Feedback(conversation_id=conversation_id, about=about, text=text, given_at=app[CLOCK]()))
    return conversation_id


async def _read(client: Client, path: str = PATH) -> tuple[str, list[str]]:
    """The page, and what was said, in its order."""
    answer = await client.get(path)
    assert answer.status == 200
    page = await answer.text()
    return page, re.findall(r'<span class="text">(.*?)</span>', page, re.S)


@pytest.mark.parametrize(
    ("locale", "told"),
    [("en", ("Feedback", "Praise", "Complaint")), ("zh", ("客户反馈", "表扬", "投诉"))],
)
async def test_newest_first_with_its_kind_and_conversation(
    console: web.Application, new_client: NewClient, clock: SetClock, locale: str, told: tuple[str, ...]
) -> None:
    conversation_id = await _say(console, "praise", "lovely people")
    clock.advance(60)
    await _say(console, "complaint", "第三次了\n还没修好")
    page, said = await _read(await new_client("manager", locale))
    assert said == ["第三次了\n还没修好", "lovely people"]
    for words in (*told, f'href="/console/conversations/{conversation_id}"'):
        assert words in page


async def test_it_is_narrowed_by_kind(console: web.Application, new_client: NewClient) -> None:
    for about in ("praise", "suggestion", "complaint"):
        await _say(console, about, f"a {about}")
    client = await new_client("manager")
    assert (await _read(client, f"{PATH}?about=suggestion"))[1] == ["a suggestion"]
    assert len((await _read(client, f"{PATH}?about=nonsense&page=-1"))[1]) == 3


async def test_older_ones_are_on_later_pages_of_the_same_kind(
    console: web.Application, new_client: NewClient, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback_page, "PAGE", 2)
    for number in range(3):
        await _say(console, "praise", f"number {number}")
        clock.advance(60)
    client = await new_client("manager")
    page, said = await _read(client, f"{PATH}?about=praise")
    assert said == ["number 2", "number 1"]
    older = re.search(r'href="([^"]*page=2)"', page)
    assert older
    page, said = await _read(client, older.group(1).replace("&amp;", "&"))
    assert said == ["number 0"]
    assert "about=praise&amp;page=1" in page
    assert "page=3" not in page


async def test_what_customers_said_is_text(console: web.Application, new_client: NewClient) -> None:
    await _say(console, HOSTILE, HOSTILE)
    page, _ = await _read(await new_client("admin"))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") == 2


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("manager", 200), ("admin", 200)])
async def test_managers_and_admins_read_it(new_client: NewClient, role: str, status: int) -> None:
    client = await new_client(role)
    assert (await client.get(PATH)).status == status
    assert (PATH in await (await client.get("/console")).text()) is (status == 200)


@pytest.mark.parametrize("topic", ["requests_pages", "feedback_pages"])
def test_both_languages_have_the_same_sentences(topic: str) -> None:
    english, chinese = ({key for key in sentences(code) if key.startswith(f"{topic}.")} for code in ("en", "zh"))
    assert english == chinese
    assert english
