from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_backend.language.analysis import analyse
from rapport_text.products import ProductFinder

TODAY = date(2026, 11, 25)


def test_a_mixed_text() -> None:
    text = "我的 order A1001 到哪了？请 send 到北京市朝阳区建国路8号。Thanks"
    found = analyse(text, TODAY)
    assert found.language == "zh"
    assert found.languages["zh"] > found.languages["en"] > 0
    assert sum(found.languages.values()) == pytest.approx(1)
    assert [text[s.start : s.end] for s in found.sentences] == [
        "我的 order A1001 到哪了？",
        "请 send 到北京市朝阳区建国路8号。",
        "Thanks",
    ]
    assert [s.language for s in found.sentences] == ["zh", "zh", "en"]
    assert [(e.label, e.value) for e in found.entities] == [("order_id", "A1001"), ("address", "北京市朝阳区建国路8号")]
    assert {token.text: token.pos for token in found.tokens}["我"] == "PRON"


def test_an_english_text() -> None:
    finder = ProductFinder([("buds", "CloudBuds Pro")])
    text = "The left earbud of my CloudBuds Pro makes a strange noise. I paid $59 last week!\nCan it be repaired?"
    found = analyse(text, TODAY, finder)
    assert found.language == "en"
    assert found.languages == {"en": 1.0}
    assert len(found.sentences) == 3
    assert [(e.label, e.value) for e in found.entities] == [
        ("product", "buds"),
        ("amount", "59.00 USD"),
        ("date", "2026-W47"),
    ]
    assert "left earbud" in [keyword.text for keyword in found.keywords]


def test_traditional_characters_stay_as_they_are_written() -> None:
    found = analyse("請問這款檯燈的色溫可以調嗎？")
    assert "檯燈" in [token.text for token in found.tokens]
    assert {keyword.text for keyword in found.keywords} == {"檯燈", "色溫"}


@pytest.mark.parametrize("text", ["", " \n ", "🙂", "A1001", "これは日本語です", "a" * 4000, "在" * 4000])
def test_odd_texts(text: str) -> None:
    found = analyse(text)
    assert all(text[token.start : token.end] == token.text for token in found.tokens)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_offsets_are_those_of_the_text(text: str) -> None:
    found = analyse(text)
    end = 0
    for token in found.tokens:
        assert end <= token.start < token.end <= len(text)
        assert text[token.start : token.end] == token.text
        end = token.end
    assert "".join("".join(token.text for token in found.tokens).split()) == "".join(text.split()) or not found.tokens
    for keyword in found.keywords:
        assert text[keyword.start : keyword.end] == keyword.text
        assert 0 < keyword.weight <= 1
    for sentence in found.sentences:
        assert text[sentence.start : sentence.end].strip()
