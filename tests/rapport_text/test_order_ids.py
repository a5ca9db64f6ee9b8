import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_text.order_ids import find_order_ids, order_key


def values(text: str) -> list[str]:
    return [found.value for found in find_order_ids(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is my order A1001?", "A1001"),
        ("订单号A1001到哪了", "A1001"),
        ("订单号是：Ａ１００１。", "A1001"),
        ("帮我查A20260012345谢谢", "A20260012345"),
        ("20261102-8871", "20261102-8871"),
        ("it's #12345", "12345"),
        ("order 12345 please", "12345"),
        ("取消订单88712", "88712"),
        ("my order id is 55-AB-9", "55-AB-9"),
        ("113-1234567-7654321", "113-1234567-7654321"),
        ("20260012345", "20260012345"),
    ],
)
def test_ids_of_many_shapes(text: str, expected: str) -> None:
    assert values(text) == [expected]


OTHERS = (
    *("13812345678", "手机13812345678", "+1 (415) 555-2671", "a1001@b1002.com", "$1299", "1299元", "订单1299.00"),
    *("2026-11-02", "20261102", "我的订单2026年下的", "RTX4090", "iPhone15", "order 2 phones", "https://x.com/A1001"),
    *("SF1234567890123", "cancel my order", "RMB1299", "五分", "10"),
)


@pytest.mark.parametrize("text", OTHERS)
def test_other_things_are_no_order_ids(text: str) -> None:
    assert values(text) == []


def test_several_in_one_message() -> None:
    assert values("cancel a1001 and B2002") == ["a1001", "B2002"]


def test_spellings_of_one_id_share_a_key() -> None:
    assert {order_key(text) for text in ("#a-1001", "Ａ１００１", " A 1001 ", "a1001")} == {"A1001"}
    assert order_key("20261102-8871") == "202611028871"


@given(st.text())
def test_offsets_are_exact(text: str) -> None:
    for value, start, end in find_order_ids(text):
        assert len(value) == end - start
        assert order_key(text[start:end]) == order_key(value)


@given(st.from_regex(r"[A-CE-HK-Q][0-9]{4,11}", fullmatch=True), st.sampled_from(["{}", "订单{}呢", "where is {}?"]))
def test_an_id_is_found_wherever_it_stands(order_id: str, sentence: str) -> None:
    assert values(sentence.format(order_id)) == [order_id]


@pytest.mark.parametrize("piece", ["a", "1", "-", "a1-", "@", "a.", "订单", "5 "])
def test_time_grows_with_length_only(piece: str) -> None:
    started = time.perf_counter()
    find_order_ids(piece * (100_000 // len(piece)))
    assert time.perf_counter() - started < 2
