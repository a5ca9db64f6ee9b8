from hypothesis import given
from hypothesis import strategies as st

from rapport_text.normalise import blanked, normalise


@given(st.text())
def test_no_offset_moves(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text())
def test_a_second_time_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_full_width_becomes_plain() -> None:
    assert normalise("订单Ａ１００１，谢谢！") == "订单A1001,谢谢!"


def test_blanked_keeps_the_rest_in_place() -> None:
    assert blanked("abcdef", [(1, 3)]) == "a\0\0def"
