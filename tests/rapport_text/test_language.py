import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_text.language import detect


@pytest.mark.parametrize(
    "text",
    ["我的订单A1001到哪了", "iPhone 15 Pro Max 什么时候到", "order A1001 取消", "取消", "转人工", "好的ok", "hello啊"],
)
def test_chinese(text: str) -> None:
    assert detect(text) == "zh"


@pytest.mark.parametrize(
    "text", ["where is my order", "Cancel it", "hi", "what does 退款 mean here", "I do", "wher is my ordr", "don’t"]
)
def test_english(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "A1001",
        "",
        "👍👍",
        "12345",
        "OK",
        "a@b.com",
        "https://x.cn/help",
        "Спасибо",
        "ありがとう",
        "asdkjh qwe",
        "AirBook 14 laptop",
    ],
)
def test_neutral(text: str) -> None:
    assert detect(text) is None


@given(st.text())
def test_never_fails(text: str) -> None:
    assert detect(text) in ("zh", "en", None)
