import pytest

from crm_backend.solutions.terms import runs, shared, sought, telling_terms, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Returned returns, returning!", ["return"] * 3),
        ("Shipped & shipping", ["ship", "ship"]),
        ("Deliveries", ["delivery"]),
        ("calls passes buzzing", ["call", "pass", "buzz"]),
        ("iPhone 15s", ["iphon", "15s"]),
        ("don't", ["dont"]),
        ("退货", ["退", "货", "退货"]),
        ("Ｗｉ－Ｆｉ連不上", ["wi", "fi", "连", "不", "上", "连不", "不上"]),
        ("!? 🙂", []),
    ],
)
def test_words_lose_their_endings_and_chinese_is_characters_and_pairs(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_words_that_say_nothing_are_left_out_of_matching() -> None:
    assert telling_terms(runs("How do I return it?")) == ["return"]
    assert telling_terms(runs("how do I")) == []
    assert "了" not in telling_terms(runs("退了"))


def test_a_search_asks_for_pairs_and_for_a_character_that_stands_alone() -> None:
    assert sought("退货款 A1001 退") == ["退货", "货款", "a1001", "退"]


def test_what_is_shared_is_shown_as_it_was_written() -> None:
    held = frozenset(telling_terms(runs("退货运费谁出 returning parcels")))
    assert shared(runs("Returned 的东西，退货的运费我出吗"), held) == ["returned", "退货", "运费"]
    assert shared(runs("费"), held) == []
