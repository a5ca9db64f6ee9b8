import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_text.ratings import read_rating

READ = {
    "5": 5, "五分": 5, "5星": 5, "⭐⭐⭐⭐": 4, "★★★★☆": 4, "five": 5, "four stars": 4, "4/5": 4, "4 out of 5": 4,
    "①": 1, "5️⃣": 5, "３": 3, "I'd give it a 4": 4, "给你们打5分": 5, "我给五星好评": 5, "Rating: 3": 3, "3吧": 3,
    "满分": 5, "5分，服务很好": 5, "4 stars, quick answer": 4, "5!": 5, "5 thanks": 5, "两星": 2,
    "10": 10, "10分": 10, "100 stars": 100, "0": 0, "6": 6, "-1": -1, "4.5": 0, "8/10": 0,
}  # fmt: skip


@pytest.mark.parametrize(("text", "rating"), READ.items())
def test_ratings_as_people_type_them(text: str, rating: int) -> None:
    assert read_rating(text) == rating


@pytest.mark.parametrize(
    "text",
    [
        "",
        "谢谢",
        "A1001",
        "12345",
        "5 items are missing",
        "one more thing",
        "十分满意",
        "一个问题",
        "where is A1001",
        "2026",
        "3 of my orders, 5 pieces",
        "☆☆",
    ],
)
def test_other_texts_are_no_ratings(text: str) -> None:
    assert read_rating(text) is None


@given(st.integers(0, 999))
def test_every_short_number_is_read_as_it_is(number: int) -> None:
    assert read_rating(str(number)) == number


@given(st.text())
def test_never_fails(text: str) -> None:
    read_rating(text)
