import pytest

from actions.answers import Affirm, Deny
from actions.details import TakeDetails
from actions.privacy import PassOnPrivacy, PrivacyRequest, privacy_wish
from tests.actions.fake_crm import FakeCrm, make_reading
from tests.actions.scene import act


@pytest.fixture
def crm() -> FakeCrm:
    fake = FakeCrm([])
    fake.read, fake.solutions = make_reading("privacy_request"), ["Delete my account and my data"]
    return fake


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("delete everything you have about me", "erase"),
        ("我要注销账号", "erase"),
        ("send me a copy of my data", "export"),
        ("你们存了我哪些信息", "export"),
        ("my name is spelled wrong in your records", "correct"),
        ("更正我的生日", "correct"),
        ("stop texting me", "stop_advertising"),
        ("别再给我发广告短信了", "stop_advertising"),
        ("privacy", None),
        ("隐私问题", None),
    ],
)
def test_what_is_wanted(text: str, wish: str | None) -> None:
    assert privacy_wish(text) == wish


@pytest.mark.parametrize("pressed", [True, False])
async def test_a_known_customer_confirms_and_a_colleague_does_it(crm: FakeCrm, pressed: bool) -> None:
    asked = await act(PrivacyRequest, crm, "privacy_request", "delete my account")
    assert asked.said == ["utter_solution_aside", "utter_privacy_confirm_erase"]
    assert asked.effects == []
    if pressed:
        done = await act(PassOnPrivacy, crm, "privacy_confirmed", entities={"wanted": "erase"}, slots=asked.slots)
    else:
        done = await act(Affirm, crm, "affirm", "yes", slots=asked.slots)
    assert done.said == ["utter_handoff"]
    assert done.effects[0]["gathered"]["data_wish"] == "erase"
    assert done.effects[0]["gathered"]["need"] == "privacy_request"


async def test_a_no_leaves_everything_as_it_is(crm: FakeCrm) -> None:
    out = await act(Deny, crm, "deny", "no", slots={"asking": "privacy", "wanted": "erase"})
    assert (out.said, out.effects) == (["utter_all_right"], [])


async def test_a_visitor_says_who_they_are_first(crm: FakeCrm) -> None:
    asked = await act(PrivacyRequest, crm, "privacy_request", "delete my account", verified=False)
    assert asked.said == ["utter_solution_aside", "utter_privacy_identity"]
    told = await act(
        TakeDetails, crm, "told_details", "me@example.com", entities={"contact": "me@example.com"}, slots=asked.slots
    )
    gathered = told.effects[0]["gathered"]
    assert (gathered["contact"], gathered["data_wish"]) == ("me@example.com", "erase")


async def test_what_is_unclear_is_asked(crm: FakeCrm) -> None:
    asked = await act(PrivacyRequest, crm, "privacy_request", "a privacy matter")
    assert asked.said == ["utter_privacy_which"]
    chosen = await act(PrivacyRequest, crm, "privacy_request", "x", entities={"wanted": "export"}, slots=asked.slots)
    assert chosen.said[-1] == "utter_privacy_confirm_export"


async def test_in_the_middle_of_a_form_it_is_only_explained(crm: FakeCrm) -> None:
    out = await act(PrivacyRequest, crm, "privacy_request", "delete my account", form="cancel_form")
    assert (out.said, out.events) == (["utter_solution_aside"], [])
