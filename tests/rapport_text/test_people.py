import pytest

from rapport_text.entities import find_entities


def people(text: str) -> list[str]:
    return [e.value for e in find_entities(text) if e.label == "person" and e.value == text[e.start : e.end]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(
            ("我叫李伟想退货", "李伟"),
            ("收件人:王小明", "王小明"),
            ("收件人改成欧阳娜娜，谢谢", "欧阳娜娜"),
            ("王先生在家", "王先生"),
            ("我叫李想。", "李想"),
        ),
        *(
            ("我是李伟，想查订单", "李伟"),
            ("麻烦叫张经理接电话", "张经理"),
            ("客服小王态度很好", "小王"),
            ("联系人是陈静", "陈静"),
            ("陳女士的訂單", "陳女士"),
        ),
        *(
            ("张三 13800138000", "张三"),
            ("13812345678 王小明", "王小明"),
            ("收件人 Wang Xiaoming 电话", "Wang Xiaoming"),
            ("杨丽 收", "杨丽"),
            ("我的名字叫Emma", "Emma"),
        ),
        *(
            ("my name is Emma Clark", "Emma Clark"),
            ("my name is emma clark and i want", "emma clark"),
            ("The recipient is John Smith.", "John Smith"),
        ),
        *(
            ("mr smith please", "mr smith"),
            ("I spoke to Laura yesterday", "Laura"),
            ("Best regards, Tom Baker", "Tom Baker"),
            ("Dr. Brown", "Dr. Brown"),
        ),
        *(
            ("I'm Emma Clark and I", "Emma Clark"),
            ("name: john doe", "john doe"),
            ("a guy called Mike", "Mike"),
            ("Thanks, Emma", "Emma"),
        ),
    ],
)
def test_people(text: str, name: str) -> None:
    assert people(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "我是高级会员",
            "我是江苏的",
            "对于女士来说",
            "老公叫我退货",
            "朋友买的",
            "收货人换成马上要",
            "收件人名字写错了",
            "我是方便面",
        ),
        *(
            "I'm Really Angry",
            "This is Ridiculous",
            "Miss you",
            "call me back",
            "the recipient is wrong",
            "your agent called me names",
            "Deliver to New York",
        ),
        *(
            "Thanks, Amazon is better",
            "I am so sorry",
            "for Sale",
            "my name isn't on it",
            "my name's misspelt",
            "name: orders",
            "这位师傅",
        ),
    ],
)
def test_nobody(text: str) -> None:
    assert people(text) == []
