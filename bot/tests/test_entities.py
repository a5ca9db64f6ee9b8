from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

from bot.entities import RapportEntityExtractor, entities_in


def test_entities_glued_to_chinese() -> None:
    message = Message.build("订单A1001的手机是13812345678谢谢")
    message.set("entities", [{"entity": "given"}])
    RapportEntityExtractor().process([message])
    given, order, contact = message.get("entities")
    assert given == {"entity": "given"}
    assert (order["entity"], order["value"], order["start"], order["end"]) == ("order_id", "A1001", 2, 7)
    assert (contact["entity"], contact["value"]) == ("contact", "13812345678")
    assert order["extractor"] == "RapportEntityExtractor"


def test_every_kind_once_in_the_order_of_the_text() -> None:
    text = "王女士，昨天付了199元，电话010-65529988转803，邮箱A@B.com，寄到北京市朝阳区建国路8号"
    found = [(entity["entity"], entity["value"]) for entity in entities_in(text)]
    assert found == [
        ("person", "王女士"),
        ("date", "昨天"),
        ("amount", "199.00 CNY"),
        ("contact", "01065529988"),
        ("contact", "a@b.com"),
        ("address", "北京市朝阳区建国路8号"),
    ]


def test_what_looks_like_two_things_is_given_once() -> None:
    assert [entity["entity"] for entity in entities_in("my order number is 13812345678")] == ["order_id"]


def test_nothing_to_find() -> None:
    message = Message.build("hello")
    RapportEntityExtractor().process([message])
    assert message.get("entities") == []
