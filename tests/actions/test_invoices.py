import pytest

from actions.details import TakeDetails
from actions.invoices import wants_it_issued
from actions.solutions import Answer
from tests.actions.fake_crm import FakeCrm, make_reading
from tests.actions.scene import act


def crm() -> FakeCrm:
    fake = FakeCrm([])
    fake.read, fake.solutions = make_reading("invoice"), ["How do I get an invoice?"]
    return fake


@pytest.mark.parametrize(
    "text",
    [
        *("please send me the invoice", "I need an invoice", "could someone email me a receipt", "invoice please"),
        *("帮我开一张发票", "麻烦开个发票", "我要开发票", "请把发票补开一下"),
    ],
)
def test_wants_an_invoice_issued(text: str) -> None:
    assert wants_it_issued(text)


@pytest.mark.parametrize(
    "text", ["how do I get an invoice", "where's my receipt", "怎么开发票", "能开发票吗", "发票抬头写错了"]
)
def test_asks_about_invoices(text: str) -> None:
    assert not wants_it_issued(text)


async def test_a_question_about_invoices_gets_a_solution() -> None:
    assert (await act(Answer, crm(), "invoice", "how do I get an invoice")).said == ["utter_solution"]


async def test_who_wants_one_is_asked_for_what_stands_on_it_and_a_colleague_issues_it() -> None:
    fake = crm()
    asked = await act(Answer, fake, "invoice", "please send me the invoice")
    assert asked.said == ["utter_invoice_details"]
    assert asked.slots["asking"] == "details"
    named = await act(Answer, fake, "invoice", "invoice for A1001 please", entities={"order_id": "A1001"})
    assert named.values("utter_invoice_details_for")["order_id"] == "A1001"
    told = await act(TakeDetails, fake, "told_details", "Example Ltd, 9131", slots={"need": "invoice", **named.slots})
    assert told.said == ["utter_details_noted", "utter_handoff"]
    gathered = told.effects[0]["gathered"]
    assert (gathered["order_id"], gathered["details"], gathered["need"]) == ("A1001", "Example Ltd, 9131", "invoice")


async def test_who_says_all_at_once_is_asked_nothing() -> None:
    text = "invoice for A1001, company Example Ltd, tax number 9131"
    out = await act(Answer, crm(), "invoice", text, entities={"order_id": "A1001"})
    assert out.said == ["utter_handoff"]
    assert out.effects[0]["gathered"]["said"] == text
