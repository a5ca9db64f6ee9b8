import pytest

from crm_backend.language.tagging import accuracy, tag, tagged

LEAST = {"en": 0.88, "zh": 0.90}
TAGS = {
    *(
        "ADJ",
        "ADP",
        "ADV",
        "AUX",
        "CCONJ",
        "DET",
        "INTJ",
        "NOUN",
        "NUM",
        "PART",
        "PRON",
        "PROPN",
        "PUNCT",
        "SCONJ",
        "SYM",
    ),
    "VERB",
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_accuracy_on_sentences_kept_from_training(language: str) -> None:
    share = accuracy(language)
    print(f"{language}: {share:.3f} of the tags are right")
    assert share >= LEAST[language]


@pytest.mark.parametrize(("language", "sentences"), [("en", 230), ("zh", 100)])
def test_our_sentences_are_tagged_all_through(language: str, sentences: int) -> None:
    found = tagged(language)
    assert len(found) >= sentences
    assert {kind for sentence in found for _, kind in sentence} <= TAGS
    assert all(word for sentence in found for word, _ in sentence)


def test_what_form_tells_is_not_guessed() -> None:
    assert tag(["A1001", "costs", "$", "59", "!"], "en")[::2] == ["PROPN", "SYM", "PUNCT"]
    assert "PUNCT" not in tag(["thanks"], "en")


def test_common_words() -> None:
    assert tag(["I", "want", "a", "refund"], "en") == ["PRON", "VERB", "DET", "NOUN"]
    assert tag(["我", "要", "退款"], "zh") == ["PRON", "AUX", "VERB"]


def test_nothing() -> None:
    assert tag([], "en") == tag([], "zh") == []
