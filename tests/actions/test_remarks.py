import pytest

from actions.remarks import (
    about_language,
    announces_question,
    asks_for_list,
    asks_if_cancelled,
    means_all,
    named_together,
)


@pytest.mark.parametrize(
    "text",
    ["cancel A1001 and A1005", "帮我取消A1001和A1005", "A1001, A1005", "cancel A1001 and also order A1005 and A1007",
     "取消A1001、A1005", "取消订单A1001跟订单A1005"],
)  # fmt: skip
def test_orders_named_together(text: str) -> None:
    assert named_together(text)


@pytest.mark.parametrize(
    "text", ["cancel A1001", "A1001, no, A1005", "不是A1001，是A1005", "sorry, not A1001 but A1005"]
)
def test_who_corrects_himself_means_one_order(text: str) -> None:
    assert not named_together(text)


@pytest.mark.parametrize(
    "text", ["cancel both", "cancel all my orders", "cancel them all", "都取消", "两单都取消", "全部取消"]
)
def test_all_of_them(text: str) -> None:
    assert means_all(text)


@pytest.mark.parametrize("text", ["cancel it", "取消订单", "整单取消", "that's all", "cancel the order"])
def test_not_all_of_them(text: str) -> None:
    assert not means_all(text)


@pytest.mark.parametrize(
    "text",
    ["what did i order", "do I have other orders", "which orders do I have", "show me my orders", "我有哪些订单",
     "我有几个订单", "我都买了些什么", "还有别的订单吗", "my orders", "list everything I ordered"],
)  # fmt: skip
def test_a_question_for_all_orders(text: str) -> None:
    assert asks_for_list(text)


@pytest.mark.parametrize(
    "text",
    ["where is my order", "when will what I ordered arrive", "我的订单到哪了", "我买的东西到哪了", "order status"],
)
def test_a_question_for_one_order(text: str) -> None:
    assert not asks_for_list(text)


@pytest.mark.parametrize(
    "text",
    [
        "so is it cancelled?",
        "has my order been canceled yet",
        "did you cancel it",
        "取消成功了吗",
        "取消了没",
        "是不是取消了",
    ],
)
def test_whether_it_is_cancelled(text: str) -> None:
    assert asks_if_cancelled(text)


@pytest.mark.parametrize(
    "text", ["can it be cancelled?", "cancel it", "能取消吗", "取消吗", "how do I cancel", "where is it"]
)
def test_not_whether_it_is_cancelled(text: str) -> None:
    assert not asks_if_cancelled(text)


@pytest.mark.parametrize(
    "text", ["one more question", "I'd like to ask something", "我还想问一下", "我又想起来一个问题"]
)
def test_a_question_is_announced(text: str) -> None:
    assert announces_question(text)


@pytest.mark.parametrize("text", ["hi", "hello there", "你好", "请问在吗", "客服在吗"])
def test_a_mere_hello(text: str) -> None:
    assert not announces_question(text)


def test_languages() -> None:
    assert all(map(about_language, ["用中文说", "speak english please", "Can you speak Chinese"]))
    assert not any(map(about_language, ["what can you do", "你能做什么"]))
