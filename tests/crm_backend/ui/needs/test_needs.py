"""Needs in the list, in the reading view and in the catalogue; correcting them; choosing a model."""

from pathlib import Path

import pytest
from aiohttp import web

from crm_backend.kit.web import DATABASE
from crm_backend.needs.schemas import LabelView
from crm_backend.needs.service import NEED_SERVICE
from tests.crm_backend.ui.conftest import SAME_ORIGIN, NewClient
from tests.crm_backend.ui.needs.conftest import make_model, read_as
from tests.crm_backend.ui.stories import HOSTILE, write


@pytest.fixture
async def burnt(console: web.Application) -> str:
    """An urgent conversation, read by a model."""
    await make_model(console, "model", 0.9, active=True)
    conversation = await write(console, "The charger burnt my hand", name="Mei")
    await read_as(console, conversation)
    return conversation


async def _label(console: web.Application, conversation: str) -> LabelView | None:
    async with console[DATABASE].reading() as session:
        return await console[NEED_SERVICE].label_of(session, conversation)


@pytest.mark.parametrize(("locale", "words"), [("en", ("Faulty product", "Urgent")), ("zh", ("商品故障", "紧急"))])
async def test_the_list_shows_need_and_priority(
    new_client: NewClient, burnt: str, locale: str, words: tuple[str, ...]
) -> None:
    page = await (await (await new_client("agent", locale)).get("/console?tab=open")).text()
    assert all(word in page.split('id="list"')[1] for word in words)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("priority=urgent", True),
        ("need=product_fault", True),
        ("need=product_fault&priority=urgent&q=charger", True),
        ("priority=high", False),
        ("need=invoice", False),
        ("need=nonsense&priority=nonsense", True),
    ],
)
async def test_the_list_is_narrowed_by_need_and_priority(
    new_client: NewClient, burnt: str, query: str, found: bool
) -> None:
    client = await new_client("agent")
    page = await (await client.get(f"/console?tab=open&{query}")).text()
    assert (f"line-{burnt}" in page) is found


async def test_the_reading_view_says_why(new_client: NewClient, burnt: str) -> None:
    page = await (await (await new_client("agent")).get(f"/console/conversations/{burnt}")).text()
    for word in ("Faulty product", "Return and refund", "Urgent", "Displeased", "somebody&#39;s safety", "87 %"):
        assert word in page, word
    assert "<q>burnt</q>" in page
    assert "+1.00" in page
    assert "−0.25" in page


async def test_an_agent_corrects_it(new_client: NewClient, console: web.Application, burnt: str) -> None:
    client = await new_client("agent")
    form = {"need": "payment_problem", "also": ["invoice", ""], "priority": "high"}
    answer = await client.post(f"/console/conversations/{burnt}/need", data=form, headers=SAME_ORIGIN)
    page = await answer.text()
    assert answer.status == 200
    assert "Payment problem" in page
    assert "Corrected by Lin Xiao" in page
    assert "the model had read: Faulty product" in page
    label = await _label(console, burnt)
    assert label is not None
    assert (label.need, label.also, label.priority) == ("payment_problem", ["invoice"], "high")
    wrong = {"need": HOSTILE, "priority": HOSTILE}
    answer = await client.post(f"/console/conversations/{burnt}/need", data=wrong, headers=SAME_ORIGIN)
    assert answer.status == 400
    assert "<script>alert" not in await answer.text()
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert (await client.post(f"/console/conversations/{burnt}/need", data=form, headers=elsewhere)).status == 403


async def test_hostile_words_of_a_reading_are_text(new_client: NewClient, console: web.Application) -> None:
    await make_model(console, "model", 0.9, active=True)
    conversation = await write(console, HOSTILE)
    await read_as(console, conversation, why=[{"word": HOSTILE, "weight": 1.0}])
    page = await (await (await new_client("agent")).get(f"/console/conversations/{conversation}")).text()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


async def test_a_conversation_that_nobody_read_can_be_labelled(new_client: NewClient, console: web.Application) -> None:
    conversation = await write(console, "hello")
    client = await new_client("agent")
    page = await (await client.get(f"/console/conversations/{conversation}")).text()
    assert "Nothing has been read yet." in page
    await client.post(f"/console/conversations/{conversation}/need", data={"need": "other"}, headers=SAME_ORIGIN)
    label = await _label(console, conversation)
    assert label is not None
    assert (label.need, label.priority) == ("other", None)


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("manager", 200)])
async def test_managers_see_catalogue_and_models(
    new_client: NewClient, console: web.Application, burnt: str, model_file: Path, role: str, status: int
) -> None:
    await make_model(console, "next", 0.95, model_file)
    client = await new_client(role, "zh")
    answer = await client.get("/console/needs")
    assert answer.status == status
    activated = await client.post("/console/needs/models/next/activate", headers=SAME_ORIGIN)
    assert activated.status == status
    if role == "manager":
        page = await answer.text()
        assert '<a href="/console?tab=open&amp;need=product_fault">1</a>' in page
        assert "线性模型" in page
        assert "90 %" in page


async def test_a_worse_model_is_asked_for_twice(
    new_client: NewClient, console: web.Application, burnt: str, model_file: Path
) -> None:
    await make_model(console, "worse", 0.8, model_file)
    await make_model(console, "better", 0.95, model_file)
    await make_model(console, "gone", 0.97)
    client = await new_client("manager")

    async def active() -> str | None:
        async with console[DATABASE].reading() as session:
            found = await console[NEED_SERVICE].active(session)
        return found.id if found else None

    path = "/console/needs/models/{}/activate"
    answer = await client.post(path.format("worse"), headers=SAME_ORIGIN)
    assert (answer.status, await active()) == (409, "model")
    assert "Activate it anyway" in await answer.text()
    await client.post(path.format("better"), headers=SAME_ORIGIN)
    assert await active() == "better"
    await client.post(path.format("worse"), data={"sure": "1"}, headers=SAME_ORIGIN)
    assert await active() == "worse"
    assert (await client.post(path.format("none"), headers=SAME_ORIGIN)).status == 404
    gone = await client.post(path.format("gone"), headers=SAME_ORIGIN)
    assert (gone.status, await active()) == (400, "worse")
    assert "./rapport train needs" in await gone.text()
