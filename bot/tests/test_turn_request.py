from __future__ import annotations

from typing import Any

import pytest

from bot.failures import BadRequest
from bot.turn_request import read_payload, read_request

GOOD: dict[str, Any] = {
    "conversation_id": "c1",
    "message_id": "m1",
    "turn": 1,
    "input": {"kind": "text", "text": "hi"},
    "metadata": {"language": "zh"},
}


def test_a_good_request() -> None:
    request = read_request(GOOD)
    assert (request.kind, request.content, request.turn) == ("text", "hi", 1)
    assert request.metadata == {"language": "zh", "turn": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"conversation_id": ""},
        {"conversation_id": None},
        {"message_id": 5},
        {"turn": 0},
        {"turn": "1"},
        {"turn": True},
        {"input": None},
        {"input": {"kind": "shout", "text": "hi"}},
        {"input": {"kind": "text"}},
        {"input": {"kind": "event", "name": "/restart"}},
        {"metadata": []},
    ],
    ids=str,
)
def test_bad_requests(change: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        read_request({**GOOD, **change})


@pytest.mark.parametrize("body", [None, [], "text", 5])
def test_no_object(body: object) -> None:
    with pytest.raises(BadRequest):
        read_request(body)


def test_payloads() -> None:
    assert read_payload('/cancel_order{"order_id": "A-1"}') == ("cancel_order", {"order_id": "A-1"})
    assert read_payload("/affirm") == ("affirm", {})
    for bad in ("affirm", "/a b", "/a{", "/a{1}", '/a["x"]'):
        with pytest.raises(BadRequest):
            read_payload(bad)
