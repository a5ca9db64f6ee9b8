import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_text.contacts import find_contacts, looks_like_email, looks_like_phone


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("手机13812345678谢谢", "13812345678", "phone"),
        ("it is +86 138 1234 5678.", "+86 138 1234 5678", "phone"),
        ("call 021-61234567", "021-61234567", "phone"),
        ("+1 (415) 555-2671", "+1 (415) 555-2671", "phone"),
        ("07700 900123", "07700 900123", "phone"),
        ("邮箱是li.wei@example.com谢谢", "li.wei@example.com", "email"),
        ("mail me at a+b@mail.example.co.uk.", "a+b@mail.example.co.uk", "email"),
        ("ａ＠ｂ．ｃｏｍ", "a@b.com", "email"),
    ],
)
def test_found_in_a_sentence(text: str, value: str, kind: str) -> None:
    assert [(contact.value, contact.kind) for contact in find_contacts(text)] == [(value, kind)]


@pytest.mark.parametrize("text", ["A1001", "20261102-8871", "2026-11-02", "$1299.00", "订单号12345", "a@b", "@", "5"])
def test_other_things_are_no_contacts(text: str) -> None:
    assert find_contacts(text) == []


def test_the_look_of_a_whole_text() -> None:
    assert looks_like_phone("6123 4567")
    assert not looks_like_phone("20261102-8871")
    assert looks_like_email(" li@example.com ")
    assert not looks_like_email("li@example")


@given(st.text())
def test_offsets_are_exact(text: str) -> None:
    for contact in find_contacts(text):
        assert len(contact.value) == contact.end - contact.start
