from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.tokenizer import BilingualTokenizer

TOKENIZER = BilingualTokenizer(BilingualTokenizer.get_default_config())


def tokens(text: str) -> list[tuple[str, str]]:
    found = TOKENIZER.tokenize(Message.build(text), "text")
    assert all(text[token.start : token.end] == token.text for token in found)
    return [(token.text, token.lemma) for token in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where's my order?", ["Where's", "my", "order"]),
        ("取消订单", ["取", "消", "订", "单"]),
        ("我的订单A20260012345到哪了", ["我", "的", "订", "单", "A20260012345", "到", "哪", "了"]),
        ("order 20261102-8871 please", ["order", "20261102-8871", "please"]),
        ("iPhone15 什么时候到", ["iPhone15", "什", "么", "时", "候", "到"]),
        ("👍", ["👍"]),
        ("???", ["???"]),
        ("café", ["café"]),
    ],
)
def test_words_and_characters(text: str, expected: list[str]) -> None:
    assert [token for token, _ in tokens(text)] == expected


def test_ids_and_contacts_share_a_lemma() -> None:
    assert tokens("Ａ１００１")[0] == ("Ａ１００１", "orderid")
    assert tokens("call 13812345678")[1] == ("13812345678", "contactid")
    assert tokens("HELLO")[0] == ("HELLO", "hello")


def test_letters_that_grow_when_lowered() -> None:
    assert tokens("İstanbul A1001")[-1] == ("A1001", "orderid")
