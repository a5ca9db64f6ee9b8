import pytest

from rapport_text.verdicts import beyond_verdict, read_verdict


@pytest.mark.parametrize(
    "text",
    [
        *(
            "yes that worked",
            "That helped, thanks!",
            "works now",
            "ok got it",
            "great, that did the trick",
            "all good now",
        ),
        *("problem solved", "makes sense, thank you", "that’s all I needed", "it's working now"),
        *(
            "可以了",
            "好了，谢谢",
            "解决了",
            "嗯嗯明白了",
            "搞定！",
            "有用",
            "知道了，谢谢你",
            "这下清楚了",
            "现在可以登录了",
        ),
    ],
)
def test_it_helped(text: str) -> None:
    assert read_verdict(text) is True


@pytest.mark.parametrize(
    "text",
    [
        *("no, that's not it", "still doesn't work", "didn't help"),
        *("That isn't what I asked", "not really", "no luck"),
        *("I already tried that", "no I meant the other charger", "that did not work but thanks", "same problem"),
        *(
            "还是不行",
            "没用",
            "不行",
            "没解决",
            "不是这个问题",
            "试过了，不行",
            "答非所问",
            "还是收不到",
            "没有好",
            "沒用",
        ),
        *("不管用啊", "不是我要的", "试过了"),
    ],
)
def test_it_did_not(text: str) -> None:
    assert read_verdict(text) is False


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "where is my parcel",
            "how do I get an invoice",
            "it worked, but now the sound is gone",
            "is it waterproof?",
        ),
        *(
            "my headphones",
            "A1001",
            "5",
            "那运费谁出？",
            "可以了吗",
            "好了之后还能退吗",
            "我的订单到哪了",
            "解决了一个，但另一个没声音",
        ),
        *("我没用户名", "能开发票吗"),
    ],
)
def test_something_else(text: str) -> None:
    assert read_verdict(text) is None


def test_a_long_story_is_no_verdict() -> None:
    assert read_verdict("still does not work " * 20) is None


@pytest.mark.parametrize(
    ("text", "more"),
    [
        *(("still doesn't work", False), ("no, that's not it", False), ("还是不行", False), ("试过了，没用", False)),
        *(
            ("no, that's not it, I meant the size", True),
            ("还是不行，提示密码错误", True),
            ("no luck on my iPhone", True),
        ),
    ],
)
def test_what_is_told_besides(text: str, more: bool) -> None:
    assert beyond_verdict(text) is more
