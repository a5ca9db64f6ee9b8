import pytest

from crm_backend.needs.bundle import Bundle
from crm_backend.needs.catalogue import PRIORITIES, need_ids
from crm_backend.needs.reader import Reader


@pytest.fixture
def reader(bundle: Bundle) -> Reader:
    return Reader(bundle)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("where is my order A1001?", "order_status"),
        ("我的快递到哪了", "order_status"),
        ("please cancel my order, I don't need it anymore", "cancel_order"),
        ("麻烦开一张增值税发票，抬头是公司", "invoice"),
        ("how do I delete my account and all my personal data", "privacy_request"),
        ("登录不了，收不到验证码", "account_access"),
    ],
)
def test_a_plain_wish_is_read(reader: Reader, text: str, need: str) -> None:
    reading = reader.read(text)
    assert (reading.need, reading.sure) == (need, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "好",
        "😀😀😀",
        "\x00",
        "\ud800",
        "a" * 4000,
        "我" * 4000,
        "Привет, как дела",
        "こんにちは",
        "?!?!",
        "١٢٣",
    ],
)
def test_what_says_nothing_is_read_without_confidence(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert not reading.sure
    assert reading.need in need_ids()
    assert reading.priority in PRIORITIES


def test_no_message_at_all_is_something_else(reader: Reader) -> None:
    reading = reader.read()
    assert (reading.need, reading.sure, reading.why) == ("other", False, ())


def test_the_words_that_decided_stand_in_the_text(reader: Reader) -> None:
    for text in ("Please CANCEL my order!!", "帮我把订单取消掉吧", "那个 tracking number 是多少"):
        reading = reader.read(text)
        assert reading.why
        assert all(word.word in text and word.weight > 0 for word in reading.why)
        assert list(reading.why) == sorted(reading.why, key=lambda word: -word.weight)
    assert "cancel" in reader.read("Please CANCEL my order!!").why[0].word.lower()


def test_later_messages_weigh_more_and_earlier_needs_stay(reader: Reader) -> None:
    asked = "where is my order, has it been shipped"
    reading = reader.read(asked, "ok. now I need an invoice for my company, with the tax number")
    assert reading.need == "invoice"
    assert "order_status" in reading.also


def test_small_talk_after_it_does_not_hide_the_need(reader: Reader) -> None:
    assert reader.read("我要取消订单，不想要了", "A1001", "好的").need == "cancel_order"


def test_two_statements_two_needs(reader: Reader) -> None:
    reading = reader.read("Where is my order, has it shipped yet? Also I need an invoice with our tax number.")
    assert {reading.need, *reading.also} >= {"invoice", "order_status"}


def test_a_batch_reads_like_one_by_one(reader: Reader) -> None:
    texts = ["where is my order", "退款什么时候到账", "", "my earbuds are broken. also, an invoice please", "😀"]
    together = reader.read_all([[text] for text in texts])
    for text, reading in zip(texts, together, strict=True):
        alone = reader.read(text)
        assert (alone.need, alone.also, alone.priority) == (reading.need, reading.also, reading.priority)
        assert alone.confidence == pytest.approx(reading.confidence, abs=1e-3)


def test_options_are_offered_likeliest_first(reader: Reader) -> None:
    reading = reader.read("hmm my order")
    assert reading.options[0] == reading.need
    assert len(set(reading.options)) == len(reading.options) <= 3
