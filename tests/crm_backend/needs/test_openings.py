"""Which words count as the opening of a text."""

import numpy as np
import pytest

from crm_backend.needs.grams import token_grams
from crm_backend.needs.openings import opening_grams
from crm_backend.needs.tokens import tokens


def opening(text: str, *, opens: bool = True) -> str:
    batch = tokens([text])
    grams = opening_grams(token_grams(batch), batch, np.array([opens]))
    covered = sorted(set(grams.token[grams.length == 1].tolist()))
    return " ".join(text[batch.start[token] : batch.end[token]] for token in covered)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is the treadmill foldable? if yes can I pay in parts", "is the treadmill foldable"),
        ("send me the receipt and then take it back", "send me the receipt"),
        ("我想退货，顺便问下发票", "我 想 退 货"),
        ("hi, my parcel is late, where is it", "hi , my parcel is late"),  # a greeting is no clause
        ("where is it", "where is it"),
        ("", ""),
    ],
)
def test_the_first_clause_opens_a_text(text: str, expected: str) -> None:
    assert opening(text) == expected


def test_what_goes_on_with_a_message_opens_nothing() -> None:
    assert opening("where is it", opens=False) == ""


def test_texts_of_a_batch_do_not_run_into_one_another() -> None:
    batch = tokens(["", "one two three, four", "five six"])
    grams = opening_grams(token_grams(batch), batch, np.ones(3, np.bool_))
    assert np.bincount(grams.rows[grams.length == 1], minlength=3).tolist() == [0, 3, 2]
