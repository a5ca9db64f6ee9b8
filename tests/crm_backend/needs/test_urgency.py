"""Priority: trained, with reasons that are pure rules; both languages, denials included."""

import pytest

from crm_backend.needs.bundle import Bundle
from crm_backend.needs.reader import Reader

URGENT = [
    ("the power bank started smoking and burned my hand", "safety"),
    ("充电宝冒烟了，把床单都烧了", "safety"),
    ("someone hacked my account and ordered things with my card", "fraud"),
    ("我的账号被盗了，有人刷了我的卡", "fraud"),
    ("I will take legal action, my lawyer is informed", "legal"),
    ("再不退款我就打12315投诉，找律师起诉你们", "legal"),
    ("the courier leaves in an hour, you must stop the parcel today", "today"),
]
CALM = [
    "no hurry, whenever you have time",
    "it's not urgent at all",
    "不急，有空再看就行",
    "I'm not suing anyone, I would just like to know how the warranty works",
    "我没有要投诉，就想问问这款有没有货",
]


@pytest.mark.parametrize(("text", "reason"), URGENT)
def test_what_is_urgent_says_why(bundle: Bundle, text: str, reason: str) -> None:
    reading = Reader(bundle).read(text)
    assert reading.priority == "urgent"
    assert reason in reading.reasons


@pytest.mark.parametrize("text", CALM)
def test_what_is_denied_is_no_reason(bundle: Bundle, text: str) -> None:
    reading = Reader(bundle).read(text)
    assert reading.priority != "urgent"
    assert not {"legal", "today", "safety", "fraud"} & set(reading.reasons)


def test_an_urgent_earlier_message_still_counts(bundle: Bundle) -> None:
    reading = Reader(bundle).read("the charger caught fire and my son is in hospital", "order A1001", "yes")
    assert reading.priority == "urgent"
