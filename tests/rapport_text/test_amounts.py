import pytest

from rapport_text.entities import find_entities
from rapport_text.numerals import chinese_number, english_number


def amounts(text: str) -> list[tuple[str, str]]:
    return [(text[e.start : e.end], e.value) for e in find_entities(text) if e.label == "amount"]


@pytest.mark.parametrize(
    ("text", "spelling", "value"),
    [
        *(
            ("多少钱？¥199吗", "¥199", "199.00 CNY"),
            ("￥１９９", "￥１９９", "199.00 CNY"),
            ("199元包邮", "199元", "199.00 CNY"),
        ),
        *(
            ("199块5", "199块5", "199.50 CNY"),
            ("9块9毛", "9块9毛", "9.90 CNY"),
            ("只要一百九十九块", "一百九十九块", "199.00 CNY"),
        ),
        *(
            ("卖3万", "3万", "30000.00 CNY"),
            ("1.5万元", "1.5万元", "15000.00 CNY"),
            ("三千五买的", "三千五", "3500.00 CNY"),
        ),
        *(
            ("两百多块钱", "两百多块钱", "200.00 CNY"),
            ("五块钱一直没退", "五块钱", "5.00 CNY"),
            ("两万八", "两万八", "28000.00 CNY"),
            ("5毛", "5毛", "0.50 CNY"),
        ),
        *(
            ("RMB 300", "RMB 300", "300.00 CNY"),
            ("300rmb", "300rmb", "300.00 CNY"),
            ("1,299.00元", "1,299.00元", "1299.00 CNY"),
        ),
        *(
            ("退我300", "300", "300.00 CNY"),
            ("扣了我49.9，", "49.9", "49.90 CNY"),
            ("100-200元", "100-200元", "100.00-200.00 CNY"),
        ),
        *(
            ("it was $19.99.", "$19.99", "19.99 USD"),
            ("19.99 dollars", "19.99 dollars", "19.99 USD"),
            ("USD 20", "USD 20", "20.00 USD"),
        ),
        *(("$1.5k", "$1.5k", "1500.00 USD"), ("99 cents", "99 cents", "0.99 USD"), ("20刀", "20刀", "20.00 USD")),
        *(
            ("€5", "€5", "5.00 EUR"),
            ("19,99 €", "19,99 €", "19.99 EUR"),
            ("1.299,00 €", "1.299,00 €", "1299.00 EUR"),
            ("20 quid", "20 quid", "20.00 GBP"),
            ("£45.50", "£45.50", "45.50 GBP"),
        ),
        *(("HK$300", "HK$300", "300.00 HKD"), ("300港币", "300港币", "300.00 HKD"), ("NT$990", "NT$990", "990.00 TWD")),
        *(
            ("twenty dollars", "twenty dollars", "20.00 USD"),
            ("a hundred and fifty bucks", "a hundred and fifty bucks", "150.00 USD"),
        ),
        *(("you charged me 49.99 twice", "49.99", "49.99 USD"), ("I paid 200 for it", "200", "200.00 USD")),
        *(("三塊錢運費", "三塊錢", "3.00 CNY"), ("一千二百三十四元五角", "一千二百三十四元五角", "1234.50 CNY")),
    ],
)
def test_amounts(text: str, spelling: str, value: str) -> None:
    assert amounts(text) == [(spelling, value)]


def test_both_sides_of_a_threshold() -> None:
    assert [value for _, value in amounts("满300减50")] == ["300.00 CNY", "50.00 CNY"]


@pytest.mark.parametrize(
    "text",
    [
        "三块电池坏了",
        "一块屏幕",
        "切掉一块，",
        "一毛一样",
        "几十块",
        "a few hundred bucks",
        "拼多多砍一刀",
        "元旦放假",
        "一共3件",
        "3万步",
        "65w",
        "只要5天",
        "charged 3 times",
        "total of 3 items",
        "20% off",
        "3 pounds weight",
    ],
)
def test_no_amounts(text: str) -> None:
    assert amounts(text) == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("一百九十九", 199),
        ("三千五", 3500),
        ("一千零五", 1005),
        ("两万八", 28000),
        ("十五", 15),
        ("一百二", 120),
        ("三千五百", 3500),
        ("二〇", None),
    ],
)
def test_chinese_numbers(words: str, number: int | None) -> None:
    if number is not None:
        assert chinese_number(words) == number
    assert chinese_number("猫") is None


def test_english_numbers() -> None:
    assert english_number("two thousand five hundred") == 2500
    assert english_number("twenty-five") == 25
    assert english_number("cat") is None
