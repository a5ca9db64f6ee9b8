import pytest

from crm_backend.solutions.fusing import FITS, Record
from crm_backend.solutions.matching import Asked, Entry, Match, Matcher
from crm_backend.solutions.seeds import read_seeds, seed_matcher
from tests.crm_backend.solutions.conftest import SEEDS


@pytest.fixture(scope="module")
def shipped() -> Matcher:
    """Over all solutions that ship."""
    return seed_matcher()


@pytest.fixture
def small() -> Matcher:
    return seed_matcher(SEEDS)


def best(matcher: Matcher, text: str, language: str = "en", **more: object) -> Match:
    return matcher.match(Asked(text, language, **more), 1)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "language", "need", "expected"),
    [
        ("how long do I have to return a kettle", "en", None, "send-back"),
        ("my refnd has not arrived", "en", "return_refund", "refund-arrival"),
        ("where can I get an invoice", "en", None, "ask-invoice"),
        ("退款什么时候到账", "zh", "return_refund", "refund-arrival"),
        ("發票怎麼開", "zh", None, "ask-invoice"),
        ("我买了两周，能退货吗", "zh", "return_refund", "send-back"),
    ],
)
def test_the_right_entry_is_first_and_fits(
    small: Matcher, text: str, language: str, need: str | None, expected: str
) -> None:
    match = best(small, text, language, need=need)
    assert match.solution_id == expected
    assert match.score >= FITS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what is the capital of Norway", "en"),
        ("who won the football last night", "en"),
        ("asdf qwer", "en"),
        ("a", "en"),
        ("🙂🙂", "en"),
        ("", "en"),
        ("今天天气怎么样", "zh"),
        ("给我讲个笑话", "zh"),
        ("嗯", "zh"),
    ],
)
def test_nothing_fits_what_no_solution_is_about(shipped: Matcher, small: Matcher, text: str, language: str) -> None:
    assert best(shipped, text, language).score < FITS
    assert best(small, text, language).score < FITS


def test_every_shipped_solution_is_found_by_its_own_title_and_rephrasings(shipped: Matcher) -> None:
    asked = [
        (seed.id, language, text)
        for seed in read_seeds()
        if not seed.content.products
        for language, texts in seed.content.texts.items()
        for text in (texts.title, *texts.phrasings)
    ]
    ids, languages, texts = zip(*asked, strict=True)
    found = shipped.match_all(texts, languages, [None] * len(texts), 3)
    first = sum(matches[0].solution_id == wanted for wanted, matches in zip(ids, found, strict=True))
    fits = sum(matches[0].score >= FITS for matches in found)
    assert first / len(asked) > 0.9
    assert fits / len(asked) > 0.9


def test_the_need_decides_between_near_ones(small: Matcher) -> None:
    text = "something about my invoice or my refund"
    assert best(small, text, need="invoice").solution_id == "ask-invoice"
    assert best(small, text, need="return_refund").solution_id == "refund-arrival"


def test_the_wrong_need_lowers_the_score_and_the_right_one_raises_it(small: Matcher) -> None:
    scores = [best(small, "refund on my card", need=need).score for need in ("invoice", None, "return_refund")]
    assert scores == sorted(scores)
    assert len(set(scores)) == 3


TWINS = [
    Entry("first", "en", "The lamp flickers", "Change the bulb."),
    Entry("second", "en", "The lamp flickers", "Change the bulb."),
    Entry("third", "en", "How to pay", "By card."),
]


@pytest.mark.parametrize(
    ("record", "expected"),
    [(Record(0, 1), "second"), (Record(1, 0), "first"), (Record(30, 1), "first"), (Record(0, 9), "second")],
)
def test_what_happened_before_decides_between_equals(record: Record, expected: str) -> None:
    matches = Matcher(TWINS).match(Asked("lamp flickers", "en"), 3, {"first": record})
    assert matches[0].solution_id == expected


def test_one_failure_does_not_sink_a_solution() -> None:
    matcher = Matcher(TWINS[1:])
    fresh, once, often = (
        matcher.match(Asked("lamp flickers", "en"), 1, {"second": Record(0, failed)})[0] for failed in (0, 1, 40)
    )
    assert fresh.score - once.score < 0.1
    assert often.score < once.score
    assert often.reasons.failed == 40


def test_a_solution_for_products_is_for_these_alone(small: Matcher) -> None:
    text = "how do I pair my earbuds"
    assert best(small, text).solution_id != "earbuds-pairing"
    assert best(small, text, products=["watch-fit"]).solution_id != "earbuds-pairing"
    assert best(small, text, products=["earbuds-air"]).solution_id == "earbuds-pairing"


def test_reasons_name_words_need_and_record(small: Matcher) -> None:
    asked = Asked("Where is my refund?", "en", "return_refund")
    reasons = small.match(asked, 1, {"refund-arrival": Record(3, 1)})[0].reasons
    assert (reasons.words, reasons.need, reasons.helped, reasons.failed) == (("refund",), "return_refund", 3, 1)
    assert best(small, "退款到账了吗", "zh").reasons.words == ("退款", "到账")


def test_many_at_once_are_matched_as_one_by_one(shipped: Matcher) -> None:
    texts = ["where is my parcel", "发票开错了", "", "x" * 4000, "退货运费谁出 who pays"] * 300
    languages = ["en", "zh", "en", "en", "zh"] * 300
    needs = [None, "invoice", "other", "payment_problem", None] * 300
    together = shipped.match_all(texts, languages, needs, 3)
    alone = [shipped.match(Asked(*one), 3) for one in zip(texts[:5], languages[:5], needs[:5], strict=True)]
    assert together[:5] == alone
    assert together[-5:] == alone


def test_a_language_without_entries_matches_nothing() -> None:
    assert Matcher([]).match_all(["x"], ["en"], [None], 3) == [[]]
    assert Matcher(TWINS).match(Asked("灯在闪", "zh"), 3) == []


def test_entries_without_a_telling_word_are_no_obstacle() -> None:
    assert Matcher([Entry("a", "en", "How?", "It is.")]).match(Asked("how", "en"), 1)[0].score < FITS
