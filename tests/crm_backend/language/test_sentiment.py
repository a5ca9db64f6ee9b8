import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.language.sentiment import sentiment

NEEDS = Path(__file__).parents[3] / "data" / "needs"
LEAST_RIGHT = 0.72  # of the labelled texts, in each language; a tone is often a matter of opinion


@pytest.mark.parametrize(
    ("text", "label"),
    [
        *(
            ("I love it, thank you so much!", "positive"),
            ("great shop, very happy", "positive"),
            ("not bad at all", "positive"),
        ),
        *(
            ("不错，很喜欢", "positive"),
            ("质量很好，服务态度好", "positive"),
            ("😍👍", "positive"),
            ("超愛的，太棒了", "positive"),
        ),
        *(
            ("this is ridiculous, worst service", "negative"),
            ("I'm not happy with it at all", "negative"),
            ("你们这是骗人", "negative"),
        ),
        *(
            ("不太满意，很失望", "negative"),
            ("WHERE IS MY MONEY?!?! USELESS", "negative"),
            ("😡😡", "negative"),
            ("气死我了", "negative"),
        ),
        *(
            ("thanks for nothing", "negative"),
            ("With kind regards, my lawyer will call you", "negative"),
            ("麻烦你们别再骗我了", "negative"),
        ),
        *(
            ("where is my order A1001", "neutral"),
            ("我的订单到哪了", "neutral"),
            ("could you please change the address, thanks", "neutral"),
        ),
        *(
            ("", "neutral"),
            ("A1001", "neutral"),
            ("你好，请问怎么开发票，谢谢", "neutral"),
            ("会日本語です", "neutral"),
        ),
    ],
)
def test_tones(text: str, label: str) -> None:
    assert sentiment(text).label == label


def test_what_stands_behind_but_counts_more() -> None:
    assert sentiment("it's great but useless to me, awful").value < sentiment("awful and useless, but it's great").value
    assert sentiment("很好看，但是太差了").value < sentiment("太差了，但是很好看").value


def test_negation_and_strength() -> None:
    assert sentiment("not good").value < 0 < sentiment("good").value < sentiment("very good").value
    assert sentiment("不太好用").value < 0 < sentiment("好用").value < sentiment("非常好用").value
    assert sentiment("not terrible").value > sentiment("terrible").value


def test_capitals_and_marks_strengthen() -> None:
    assert sentiment("this is awful").value > sentiment("THIS IS AWFUL!!!").value
    assert sentiment("my USB cable").value == 0


@given(st.text())
def test_any_text(text: str) -> None:
    label, value = sentiment(text)
    assert -1 <= value <= 1
    assert label == ("negative" if value <= -0.45 else "positive" if value >= 0.45 else "neutral")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_most_labelled_texts_are_read_as_people_read_them(language: str) -> None:
    lines = [
        line for path in sorted(NEEDS.glob(f"*.{language}.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    labelled = [row for row in map(json.loads, filter(None, lines)) if "sentiment" in row]
    right = sum(sentiment(row["text"]).label == row["sentiment"] for row in labelled)
    print(f"{language}: {right} of {len(labelled)} = {right / max(1, len(labelled)):.3f}")
    assert not labelled or right / len(labelled) >= LEAST_RIGHT
