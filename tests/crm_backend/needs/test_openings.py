"""Which words count as the opening of a text."""

import numpy as np
import pytest

from crm_backend.needs.grams import token_grams
from crm_backend.needs.openings import opening_grams
from crm_backend.needs.sentences import statements
from crm_backend.needs.tokens import tokens


def opening(*pieces: str) -> str:
    """Of one message in these pieces."""
    batch = tokens(pieces)
    grams = opening_grams(token_grams(batch), batch, np.zeros(len(pieces), np.int64))
    covered = sorted(set(grams.token[grams.length == 1].tolist()))
    return " ".join(pieces[batch.rows[token]][batch.start[token] : batch.end[token]] for token in covered)


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


@pytest.mark.parametrize("text", ["Hello! Where is my parcel, it is late", "Where is my parcel? It is late"])
def test_a_message_in_pieces_opens_as_it_does_whole(text: str) -> None:
    pieces = statements(text)
    assert len(pieces) == 2
    assert opening(*pieces) == opening(text)
    assert opening(text).endswith("Where is my parcel")


def test_texts_of_a_batch_do_not_run_into_one_another() -> None:
    batch = tokens(["", "one two three, four", "five six"])
    grams = opening_grams(token_grams(batch), batch, np.arange(3))
    assert np.bincount(grams.rows[grams.length == 1], minlength=3).tolist() == [0, 3, 2]
