from typing import Any

import pytest

from actions.close import Goodbye, LogConversation
from actions.csat import Comment, Rate
from tests.actions.fake_crm import FakeCrm
from tests.actions.scene import act

CRM = FakeCrm([])


async def test_the_close_logs_asks_and_resolves() -> None:
    out = await act(LogConversation, CRM, "goodbye", slots={"need": "order_status", "met": True})
    assert out.said == ["utter_csat_ask"]
    assert out.effects == [
        {"kind": "log", "need": "order_status", "met": True, "solutions": []},
        {"kind": "ask_csat"},
        {"kind": "resolve"},
    ]
    assert out.left_form


@pytest.mark.parametrize(
    ("intent", "agent", "said"),
    [
        ("goodbye", None, ["utter_goodbye"]),
        ("event_left", None, []),
        ("event_idle", None, ["utter_goodbye_quiet"]),
        ("event_closed", "Mia", ["utter_goodbye_from_agent"]),
        ("event_closed", None, ["utter_goodbye_from_colleague"]),
    ],
)
async def test_every_end_has_its_own_words(intent: str, agent: str | None, said: list[str]) -> None:
    assert (await act(Goodbye, CRM, intent, agent_name=agent)).said == said


async def test_who_went_quiet_unserved_is_not_asked_to_rate() -> None:
    out = await act(LogConversation, CRM, "event_idle", slots={"met": False})
    assert out.said == []
    assert [effect["kind"] for effect in out.effects] == ["log", "resolve"]


@pytest.mark.parametrize(("rating", "mood"), [(5, "high"), (4, "high"), (3, "middle"), (2, "low"), (1, "low")])
async def test_a_rating_is_taken(rating: int, mood: str) -> None:
    out = await act(Rate, CRM, "csat_rate", entities={"rating": str(rating)}, survey={"state": "asked"})
    assert out.said == [f"utter_csat_thanks_{mood}", "utter_csat_comment_ask"]
    assert out.effects == [{"kind": "csat_rating", "rating": rating}]


async def test_a_second_rating_replaces_the_first() -> None:
    survey: dict[str, Any] = {"state": "answered", "rating": 2, "comment": True}
    out = await act(Rate, CRM, "csat_rate", entities={"rating": "4"}, survey=survey)
    assert out.said == ["utter_csat_changed"]
    assert out.effects == [{"kind": "csat_rating", "rating": 4}]


@pytest.mark.parametrize("rating", ["0", "6", "10", "-1", "many"])
async def test_out_of_range_is_asked_again(rating: str) -> None:
    out = await act(Rate, CRM, "csat_rate", entities={"rating": rating})
    assert (out.said, out.effects) == (["utter_csat_out_of_range"], [])


async def test_a_comment_is_taken_as_it_is() -> None:
    out = await act(Comment, CRM, "csat_comment", "<b>fine</b>", entities={"comment": "<b>fine</b>"})
    assert out.effects == [{"kind": "csat_comment", "text": "<b>fine</b>"}]
    assert out.said == ["utter_csat_comment_thanks"]
