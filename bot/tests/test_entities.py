from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

from bot.entities import RapportEntityExtractor


def test_entities_glued_to_chinese() -> None:
    message = Message.build("订单A1001的手机是13812345678谢谢")
    message.set("entities", [{"entity": "given"}])
    RapportEntityExtractor().process([message])
    given, order, contact = message.get("entities")
    assert given == {"entity": "given"}
    assert (order["entity"], order["value"], order["start"], order["end"]) == ("order_id", "A1001", 2, 7)
    assert (contact["entity"], contact["value"]) == ("contact", "13812345678")
    assert order["extractor"] == "RapportEntityExtractor"


def test_nothing_to_find() -> None:
    message = Message.build("hello")
    RapportEntityExtractor().process([message])
    assert message.get("entities") == []
