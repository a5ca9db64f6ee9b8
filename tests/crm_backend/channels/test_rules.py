import pytest

from crm_backend.channels.rules import clean_text, origin_allowed
from crm_backend.errors import Invalid, TooLarge


@pytest.mark.parametrize(
    "text",
    ["你好", "🙂", "👨‍👩‍👧‍👦", "<b>hi</b>", "/greet", "'; drop table orders; --", "{{ 7*7 }}", "a\n\tb", "${x} %s {y}"],
)
def test_text_passes_unchanged(text: str) -> None:
    assert clean_text(text, 4000) == text


def test_line_ends_are_one_kind_and_control_characters_go() -> None:
    assert clean_text("  a\r\nb\rc\x07\x1b[31m\x85 ", 4000) == "a\nb\nc[31m"


@pytest.mark.parametrize("text", ["", "  \n\t ", "\u200b\ufeff", "\x01\x02"])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"chat\.text_empty"):
        clean_text(text, 4000)


def test_nul_is_refused() -> None:
    with pytest.raises(Invalid, match=r"chat\.text_unreadable"):
        clean_text("a\0b", 4000)


def test_the_limit_counts_characters_not_bytes() -> None:
    assert len(clean_text("汉" * 4000, 4000)) == 4000
    with pytest.raises(TooLarge) as refused:
        clean_text("汉" * 4001, 4000)
    assert refused.value.params == {"limit": 4000, "length": 4001}


@pytest.mark.parametrize(
    ("origin", "allowed", "expected"),
    [
        ("https://shop.example", [], True),
        (None, ["https://shop.example"], True),
        ("https://shop.example", ["https://shop.example/"], True),
        ("https://evil.example", ["https://shop.example"], False),
        ("https://chat.example", ["https://shop.example"], True),
        ("null", ["https://shop.example"], False),
    ],
)
def test_origins(origin: str | None, allowed: list[str], expected: bool) -> None:
    assert origin_allowed(origin, "chat.example", allowed) is expected
