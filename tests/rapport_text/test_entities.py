from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_text.entities import LABELS, Entity, find_entities, resolved

TODAY = date(2026, 11, 25)  # a Wednesday


def found(text: str) -> list[tuple[str, str, str]]:
    return [(e.label, text[e.start : e.end], e.value) for e in find_entities(text, TODAY)]


def test_a_whole_letter_in_chinese() -> None:
    text = "我叫李伟，订单Ａ１００１，电话010-65529988转803，请改寄北京市朝阳区建国路８号３栋５０１室，"
    text += "退我199元，最晚周五。"
    assert found(text) == [
        ("person", "李伟", "李伟"),
        ("order_id", "Ａ１００１", "A1001"),
        ("phone", "010-65529988转803", "01065529988x803"),
        ("address", "北京市朝阳区建国路８号３栋５０１室", "北京市朝阳区建国路8号3栋501室"),
        ("amount", "199元", "199.00 CNY"),
        ("date", "周五", "周五"),
    ]


def test_a_whole_letter_in_english() -> None:
    text = (
        "My name is Emma Clark, order A1001 of Nov 20th. Send it to 12 High Street, London SW1A 1AA; "
        "+44 (0)20 7946 0958, Emma@Example.com, I paid $19.99."
    )
    assert found(text) == [
        ("person", "Emma Clark", "Emma Clark"),
        ("order_id", "A1001", "A1001"),
        ("date", "Nov 20th", "2026-11-20"),
        ("address", "12 High Street, London SW1A 1AA", "12 High Street, London SW1A 1AA"),
        ("phone", "+44 (0)20 7946 0958", "+442079460958"),
        ("email", "Emma@Example.com", "emma@example.com"),
        ("amount", "$19.99", "19.99 USD"),
    ]


def test_traditional_characters_keep_their_places_and_spelling() -> None:
    text = "請把訂單A1001改到台北市大安區忠孝東路四段100號5樓，收件人：陳小明"
    assert found(text) == [
        ("order_id", "A1001", "A1001"),
        ("address", "台北市大安區忠孝東路四段100號5樓", "台北市大安區忠孝東路四段100號5樓"),
        ("person", "陳小明", "陳小明"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("税号91310000MA1FL1234X", "VAT DE123456789", "our tax number is 12-3456789"),
        *(
            "快递单号773123456789012",
            "SF1234567890123",
            "tracking number 1Z999AA10123456784",
            "tracking 1234 5678 9012",
        ),
        *("RR123456789CN", "运单号：JT0012345678901"),
        *("卡号6222 0212 3456 7890 123", "card 4111 1111 1111 1111", "4111111111111111", "6222021234567890128"),
        *("身份证11010119900307123X", "验证码 382910", "code is 482913", "OTP: 193847", "取件码 5-3-2008"),
        *("zip 10115", "邮编518000", "postcode 518000", "2026年", "1999-2000", "since 2019 I have bought"),
        *("500ml", "买了2件 3箱", "38码", "1.8米", "65W", "20000mAh", "27英寸", "12+512", "size 42"),
        *("v2.0.1", "firmware 10.1.20", "版本号3.2", "iPhone 15", "WH-1000XM5", "型号 A2345", "model A2345"),
        *(
            "错误代码E1234",
            "error 404",
            "192.168.1.1",
            "10:30",
            "24/7",
            "1/2",
            "60%",
            "8.5折",
            "7天无理由退货",
            "within 7 days",
        ),
        *(
            "三块电池",
            "3号楼",
            "5号电池",
            "一号店",
            "在路上了",
            "市场价",
            "我是金卡会员",
            "任何女士都可以",
            "两个人",
            "IMEI 356938035643809",
        ),
        *("", " ", "在吗", "hello there", "🙂🙂", "\0", "5"),
    ],
)
def test_what_is_none_of_them(text: str) -> None:
    assert found(text) == []


def test_an_order_id_may_look_like_a_phone_when_it_is_called_one() -> None:
    assert found("my order number is 13812345678") == [("order_id", "13812345678", "13812345678")]
    assert found("my number 13812345678") == [("phone", "13812345678", "13812345678")]


def test_the_more_specific_stays() -> None:
    wide, narrow, phone = Entity("address", 0, 9, ""), Entity("date", 2, 4, ""), Entity("phone", 8, 12, "")
    assert resolved([wide, narrow, phone]) == [narrow, phone]
    assert resolved([wide, narrow]) == [wide]


PIECES = (
    *(
        "我",
        "在",
        "号",
        "路",
        "区",
        "市",
        "北京",
        "上海",
        "月",
        "日",
        "周",
        "三",
        "千",
        "块",
        "元",
        "王",
        "先生",
        "收件人",
        "电话",
        "转",
        "花了",
        "底",
        "前",
    ),
    *(
        "1",
        "20",
        "2026",
        "138",
        "-",
        "/",
        ".",
        ",",
        " ",
        "@",
        "#",
        "+",
        "(",
        ")",
        "$",
        "¥",
        "x",
        "com",
        "Street",
        "12 ",
        "last ",
        "Friday",
        "my name is ",
    ),
    *(
        "Ａ",
        "１",
        "。",
        "\0",
        "\n",
        "İ",
        "ſ",
        "🙂",
        "店",
        "訂單",
        "month",
        "ago ",
        "dollars",
        "a ",
        "one ",
        "Mr. ",
        "Bob ",
    ),
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)), st.none() | st.dates())
def test_any_text_at_all(text: str, today: date | None) -> None:
    entities = find_entities(text, today)
    ends = [0, *(entity.end for entity in entities)]
    for entity, end in zip(entities, ends, strict=False):
        assert end <= entity.start < entity.end <= len(text)
        assert entity.label in LABELS
        assert entity.value


@given(st.text(), st.text())
def test_an_address_survives_what_is_around_it(before: str, after: str) -> None:
    text = f"{before} 邮箱a.b@example.com谢谢 {after}"
    assert "a.b@example.com" in [entity.value for entity in find_entities(text)]


@pytest.mark.parametrize("piece", PIECES)
def test_junk_of_any_length_is_read_in_one_go(piece: str) -> None:
    """With a pattern that backtracks, forty thousand characters of one piece would not end within the time limit."""
    find_entities(piece * (40_000 // len(piece)), date(2026, 11, 25))
