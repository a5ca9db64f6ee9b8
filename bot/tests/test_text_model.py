from __future__ import annotations

import numpy as np
import pytest

from bot.text_features import prepare
from bot.text_model import TextModel, fair_lean

ORDERS = [
    "where is my order",
    "track my parcel",
    "has my order shipped",
    "when does my parcel come",
    "订单到哪了",
    "发货了吗",
]
HELLOS = ["hello", "hi there", "good morning", "hey", "你好", "在吗"]
TEXTS = ORDERS + HELLOS
LABELS = ["order"] * len(ORDERS) + ["hello"] * len(HELLOS)


@pytest.fixture(scope="module")
def model() -> TextModel:
    return TextModel().fit(TEXTS, LABELS)


@pytest.mark.parametrize(
    ("text", "label"),
    [("is my parcel on the way", "order"), ("我的订单到了吗", "order"), ("hello!", "hello"), ("您好", "hello")],
)
def test_unseen_texts_of_both_languages(model: TextModel, text: str, label: str) -> None:
    assert model.rank(text)[0][0] == label


def test_confidences_sum_to_one_and_come_best_first(model: TextModel) -> None:
    for text in ("where is it", "", "👍", "x" * 4000):
        confidences = [confidence for _, confidence in model.rank(text)]
        assert sum(confidences) == pytest.approx(1)
        assert confidences == sorted(confidences, reverse=True)


def test_a_text_in_an_unknown_script_is_not_taken_for_anything_with_confidence(model: TextModel) -> None:
    sure = model.rank("where is my order")[0][1]
    for text in ("А где мой заказ", "หวัดดีครับ", "🦄🦄", "żółć"):
        assert model.rank(text)[0][1] < min(0.75, sure)


def test_ids_and_contacts_count_as_what_they_are() -> None:
    assert prepare("Ａ１００１到哪了") == " orderid 到哪了"
    assert prepare("Mail ME@x.com") == "mail  contactid "
    taught = TextModel().fit(["A1001", "20261102-8871", "hi", "hello"], ["id", "id", "hello", "hello"])
    assert taught.rank("B-77120")[0][0] == "id"


def test_a_class_with_one_example_does_not_break_the_training() -> None:
    model = TextModel().fit([*TEXTS, "I want a refund"], [*LABELS, "refund"])
    assert model.rank("a refund please")[0][0] == "refund"
    assert TextModel().fit(["a", "b"], ["one", "two"]).rank("a")[0][0] == "one"
    assert TextModel().fit(["a"], ["only"]).rank("b") == [("only", 1.0)]


def test_the_same_data_makes_the_same_model(model: TextModel) -> None:
    assert TextModel().fit(TEXTS, LABELS).rank("my parcel") == model.rank("my parcel")


def test_one_by_one_or_all_at_once(model: TextModel) -> None:
    assert model.rank_all(TEXTS[:3]) == [model.rank(text) for text in TEXTS[:3]]


def test_out_of_scope_is_leaned_to_until_either_side_fares_alike() -> None:
    scores = np.array([[3.0, 0.0], [2.0, 0.0], [1.0, 0.0], [1.5, 0.0], [0.5, 0.0]])
    truth = np.array([0, 0, 0, 1, 1])  # two of the second class, both taken for the first
    lean = fair_lean(scores, truth, outside=1)
    leaned = (scores + np.array([0.0, lean])).argmax(axis=1)
    assert np.mean(leaned[truth == 1] == 1) >= np.mean(leaned[truth == 0] == 0) > 0.5
    assert fair_lean(scores[:3], truth[:3], outside=1) == 0.0


def test_unlabelled_texts_teach_words_that_no_example_holds() -> None:
    said = ("order shipped", "parcel on the way", "track my order", "when does my parcel come")
    unlabelled = [f"{before}, the {word}" for before in said for word in ("consignment", "freight", "goods")]
    taught = TextModel().fit(TEXTS, LABELS, unlabelled)
    alone = TextModel().fit(TEXTS, LABELS)
    assert dict(taught.rank("the freight"))["order"] > dict(alone.rank("the freight"))["order"]
