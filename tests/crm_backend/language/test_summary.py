from hypothesis import given
from hypothesis import strategies as st

from crm_backend.language.summary import Utterance, summarise

CONVERSATION = [
    Utterance("1", "customer", "你好，在吗？"),
    Utterance("2", "assistant", "您好！请问有什么可以帮您？"),
    Utterance("3", "customer", "我上周三买的降噪耳机左边没声音，订单A1001，才用了三天。我不想修，想换一个新的。"),
    Utterance("4", "system", "客服已接入，订单A1001退款换货"),
    Utterance("5", "customer", "13812345678。另外运费你们出吗？"),
    Utterance("6", "agent", "运费由我们承担，请在11月30号之前把耳机寄到杭州市西湖区文三路88号。"),
    Utterance("7", "customer", "我想换一个新的耳机，不想修。"),
    Utterance("8", "customer", "好的，谢谢！"),
]
STORY = (
    "Hi there, hope you are well. So on Monday I ordered two lamps for my mother's birthday, order A1003,"
    " and paid 89.90 by card. "
    "The weather was lovely that day and my sister came to visit. On Friday only one lamp arrived and"
    " its base is cracked. "
    "My dog barked all morning. I would like a replacement for the broken lamp before December 3rd. Thanks"
    " so much in advance!"
)


def test_a_conversation() -> None:
    found = summarise(CONVERSATION, 3)
    assert [extract.message_id for extract in found] == ["3", "3", "6"]
    assert found[0].text.startswith("我上周三买的降噪耳机")


def test_a_long_story() -> None:
    texts = [extract.text for extract in summarise([Utterance("x", "customer", STORY)], 3)]
    assert texts == [
        "So on Monday I ordered two lamps for my mother's birthday, order A1003, and paid 89.90 by card.",
        "On Friday only one lamp arrived and its base is cracked.",
        "I would like a replacement for the broken lamp before December 3rd.",
    ]


def test_every_sentence_points_at_its_message() -> None:
    texts = {utterance.id: utterance.text for utterance in CONVERSATION}
    found = summarise(CONVERSATION, 10)
    assert all(texts[e.message_id][e.start : e.end] == e.text for e in found)
    order = list(texts)
    assert [(order.index(e.message_id), e.start) for e in found] == sorted(
        (order.index(e.message_id), e.start) for e in found
    )


def test_greetings_thanks_and_the_system_are_never_chosen() -> None:
    small = [
        "hello!",
        "Hi there, how are you?",
        "thanks a lot",
        "ok thank you so much",
        "你好，在吗",
        "好的，谢谢啦",
        "嗯嗯好的",
        "辛苦了",
    ]
    assert summarise([Utterance(str(n), "customer", text) for n, text in enumerate(small)], 5) == []
    assert {"1", "4", "8"}.isdisjoint(extract.message_id for extract in summarise(CONVERSATION, 20))


def test_what_the_assistant_always_says_is_left_out_unless_it_tells_a_fact() -> None:
    talk = [
        Utterance("1", "assistant", "您好，我可以帮您查订单、改订单，也可以解答问题。请问有什么可以帮您？"),
        Utterance("2", "customer", "我的包裹到哪儿了"),
        Utterance("3", "assistant", "请把订单号发给我，我来为您查询物流。订单A1007已于11月3日发货。"),
        Utterance("4", "customer", "已经等了一个星期，再不到我就不要了"),
    ]
    assert [extract.text for extract in summarise(talk, 9)] == [
        "我的包裹到哪儿了",
        "订单A1007已于11月3日发货。",
        "已经等了一个星期，再不到我就不要了",
    ]


def test_nothing_is_said_twice() -> None:
    twice = [Utterance(str(n), "customer", "I want my money back for order A1001") for n in range(5)]
    assert len(summarise(twice, 5)) == 1
    assert {e.message_id for e in summarise(CONVERSATION, 20)} != {"3", "7"}


def test_nothing_to_summarise() -> None:
    assert summarise([], 3) == summarise(CONVERSATION, 0) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(["customer", "agent", "assistant", "system"]), st.text(max_size=60)), max_size=6
    ),
    st.integers(0, 4),
)
def test_any_conversation(messages: list[tuple[str, str]], sentences: int) -> None:
    utterances = [Utterance(str(n), sender, text) for n, (sender, text) in enumerate(messages)]
    found = summarise(utterances, sentences)
    assert len(found) <= sentences
    assert all(utterances[int(e.message_id)].text[e.start : e.end] == e.text for e in found)
