"""The list, the box to try the matching in, and the report: each figure opens what it counts."""

import re

import pytest
from aiohttp import web

from crm_backend.kit.web import DATABASE
from crm_backend.solutions.schemas import ProposeRequest
from crm_backend.solutions.service import SOLUTIONS
from tests.crm_backend.ui.conftest import SAME_ORIGIN, Client, NewClient
from tests.crm_backend.ui.stories import HOSTILE, write

PAGES = ("", "/try", "/report", "/cases", "/entries/return-window", "/entries/return-window/versions")


async def _entries(client: Client, query: str) -> set[str]:
    answer = await client.get(f"/console/solutions?{query}")
    assert answer.status == 200
    return set(re.findall(r'href="/console/solutions/entries/([\w-]+)"', await answer.text()))


async def _show(base: web.Application, text: str, need: str, *, helped: bool | None) -> str:
    """The conversation in which a solution was proposed."""
    conversation = await write(base, text)
    wish = ProposeRequest(need=need, text=text, message_id="m1")
    proposal = await base[SOLUTIONS].propose(base[DATABASE], conversation, wish)
    if helped is not None:
        async with base[DATABASE].transaction() as session:
            await base[SOLUTIONS].record_outcome(session, conversation, proposal.id, helped)
    return conversation


@pytest.mark.parametrize("role", ["agent", "manager"])
async def test_everybody_reads_and_only_managers_write(new_client: NewClient, base: web.Application, role: str) -> None:
    client = await new_client(role)
    for page in PAGES:
        assert (await client.get(f"/console/solutions{page}")).status == 200, page
    may = role == "manager"
    assert (await client.get("/console/solutions/new")).status == (200 if may else 403)
    entry = await (await client.get("/console/solutions/entries/return-window")).text()
    assert ("<textarea" in entry) is may
    for way in ("", "/restore", "/retire", "/discard"):
        answer = await client.post(f"/console/solutions/entries/return-window{way}", headers=SAME_ORIGIN)
        assert (answer.status == 403) is not may, way


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"return-window", "get-invoice"}),
        ("q=发票", {"get-invoice"}),
        ("q=退货", {"return-window"}),
        ("q=send+it+back", {"return-window"}),
        ("need=invoice", {"get-invoice"}),
        ("state=published", {"return-window", "get-invoice"}),
        ("state=draft", set()),
        ("missing=en", {"get-invoice"}),
        ("missing=zh", set()),
        ("record=never", {"return-window", "get-invoice"}),
        ("record=failing&page=x&state=nonsense", set()),
    ],
)
async def test_the_list_is_narrowed(new_client: NewClient, base: web.Application, query: str, found: set[str]) -> None:
    assert await _entries(await new_client("agent", "zh"), query) == found


async def test_each_figure_of_the_report_opens_what_it_counts(new_client: NewClient, base: web.Application) -> None:
    failed = [await _show(base, "How long can I return it?", "return_refund", helped=False) for _ in range(3)]
    helped = await _show(base, "how long can i return it", "return_refund", helped=True)
    client = await new_client("manager")
    report = await (await client.get("/console/solutions/report")).text()
    assert re.search(r'kind=failed&amp;need=return_refund">3<', report)
    assert re.search(r'kind=shown&amp;need=return_refund">4<', report)
    assert await _entries(client, "record=failing&state=published") == {"return-window"}
    assert await _entries(client, "record=helped") == {"return-window"}
    cases = await (await client.get("/console/solutions/cases?kind=failed&need=return_refund")).text()
    assert all(conversation in cases for conversation in failed)
    assert helped not in cases
    assert "need=payment_problem" in report  # without a solution: write one
    assert "missing=en&amp;state=published" in report


async def test_what_nothing_fitted_is_counted_and_opened(new_client: NewClient, base: web.Application) -> None:
    conversation = await write(base, "zzz qqq")
    wish = ProposeRequest(need="membership", text="zzz qqq", message_id="m1")
    with pytest.raises(Exception, match=r"solutions\.none_left"):
        await base[SOLUTIONS].propose(base[DATABASE], conversation, wish)
    client = await new_client("agent")
    assert 'kind=unmet&amp;need=membership">1<' in await (await client.get("/console/solutions/report")).text()
    assert conversation in await (await client.get("/console/solutions/cases?kind=unmet&need=membership")).text()


async def test_trying_shows_scores_and_reasons_and_keeps_nothing(new_client: NewClient, base: web.Application) -> None:
    client = await new_client("agent")
    form = {"text": "Is it too late to send it back?", "need": "return_refund"}
    page = await (await client.post("/console/solutions/try", data=form, headers=SAME_ORIGIN)).text()
    assert "How long can I return it?" in page
    assert "Written for this need" in page
    assert "Would be proposed" in page
    form = {"text": "怎么开发票"}
    page = await (await client.post("/console/solutions/try", data=form, headers=SAME_ORIGIN)).text()
    assert "怎么开发票？" in page  # matched in the language it was asked in
    async with base[DATABASE].reading() as session:
        assert await base[SOLUTIONS].shown(session) == {}


async def test_hostile_words_are_shown_as_words(new_client: NewClient, base: web.Application) -> None:
    client = await new_client("agent")
    for answer in (
        await client.get("/console/solutions", params={"q": HOSTILE, "need": HOSTILE}),
        await client.get("/console/solutions/cases", params={"solution": HOSTILE, "need": HOSTILE, "kind": HOSTILE}),
        await client.post("/console/solutions/try", data={"text": HOSTILE, "need": HOSTILE}, headers=SAME_ORIGIN),
    ):
        page = await answer.text()
        assert answer.status == 200
        assert "<script>alert" not in page
        assert "<img src=x" not in page
