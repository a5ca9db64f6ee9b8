from pathlib import Path

import numpy as np
import pytest

from crm_backend.needs.bundle import Bundle, load, save
from crm_backend.needs.calibration import best_trust, folds
from crm_backend.needs.confidence import calibration_error, trusted
from crm_backend.needs.evaluation import metrics
from crm_backend.needs.examples import Example, fingerprint, read_examples
from crm_backend.needs.learning import learn
from crm_backend.needs.reader import Reader
from crm_backend.needs.training import train


def test_a_need_with_one_example_breaks_nothing(examples: list[Example]) -> None:
    one = Example(text="can you engrave my name on the flute", need="engraving", language="en", priority="low")
    needs = sorted({example.need for example in examples} | {"engraving"})
    bundle, unseen = train([*examples[::6], one], needs)
    reading = Reader(bundle).read("please engrave the flute")
    assert reading.need in needs
    assert metrics([*examples[::6], one], bundle, unseen)["needs"]["engraving"]["en"]["examples"] == 0  # never unseen


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_example_is_enough_to_go_on(count: int) -> None:
    some = [Example(text=f"where is order {n}", need=need, language="en") for n, need in enumerate(["a", "b"])]
    bundle, unseen = train(some[:count], ["a", "b"])
    assert Reader(bundle).read("where is it").need in ("a", "b")
    assert metrics(some[:count], bundle, unseen)["accuracy"]["all"]["accuracy"] is None


def test_a_forest_learns_the_same(examples: list[Example], tmp_path: Path) -> None:
    learned = learn([e for e in examples if e.need in ("invoice", "account_access")], "forest", tmp_path / "forest")
    assert learned.kind == "forest"
    assert learned.accuracy > 0.7
    reading = Reader(load(tmp_path / "forest")).read("I need an invoice with our tax number")
    assert reading.need == "invoice"
    assert reading.why  # told by the linear weights


def test_training_says_how_far_it_is(examples: list[Example]) -> None:
    shares: list[float] = []
    train(examples[::8], sorted({example.need for example in examples}), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_same_data_has_the_same_fingerprint(examples: list[Example]) -> None:
    assert fingerprint(examples) == fingerprint(examples[::-1])
    assert fingerprint(examples) != fingerprint(examples[1:])


def test_a_file_of_another_version_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    save(bundle.__class__(**{**vars(bundle), "format": 0}), tmp_path / "old")
    with pytest.raises(ValueError, match="not a model of this version"):
        load(tmp_path / "old")


def test_rare_classes_are_always_seen() -> None:
    labels = np.array([0] * 9 + [1])
    for seen, unseen in folds(labels, 3):
        assert 9 in seen
        assert not set(seen) & set(unseen)


def test_confidence_becomes_as_often_right_as_it_says() -> None:
    random = np.random.default_rng(7)
    claimed = np.full((4000, 2), [0.95, 0.05], np.float32)
    right = random.random(4000) < 0.7
    told = trusted(claimed, *best_trust(claimed[:, 0], right))
    assert calibration_error(claimed[:, 0], right.astype(np.int64)) > 0.2
    assert calibration_error(told[:, 0], right.astype(np.int64)) < 0.02
    assert told.sum(axis=1) == pytest.approx(1.0)


def test_lines_of_examples_are_read(tmp_path: Path) -> None:
    path = tmp_path / "invoice.en.jsonl"
    path.write_text('{"text": "an invoice please", "also": ["exchange"], "priority": "high"}\n\n', "utf-8")
    (example,) = read_examples(path, need="invoice", language="en")
    assert (example.need, example.also, example.priority, example.sentiment) == ("invoice", ("exchange",), "high", None)
