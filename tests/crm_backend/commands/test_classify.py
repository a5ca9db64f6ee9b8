"""./rapport classify, on the small model of needs."""

import io
import json
from datetime import date
from pathlib import Path

import pytest

from crm_backend.commands import classify as command
from crm_backend.commands.classify_sources import open_classifier
from crm_backend.commands.classifying import Classifier
from crm_backend.commands.words import Stop
from crm_backend.needs.bundle import Bundle, save
from crm_backend.needs.examples import seeds_fingerprint
from crm_backend.needs.reader import Reader
from crm_backend.settings import Settings
from crm_backend.solutions.seeds import seed_matcher
from rapport_text.products import ProductFinder
from tests.crm_backend.needs.conftest import bundle, examples  # noqa: F401 - fixtures

FIELDS = ["id", "need", "also", "confidence", "priority", "sentiment", "language", "entities", "why", "solutions"]
LINES = [
    {"id": "a", "text": "亲，订单A1001到哪了？我的邮箱是li@example.com"},
    {"id": 2, "text": "Cancel order A1002 please. The Desk lamp was 199 CNY"},
    {"id": "c", "text": "😀"},
    {"id": "d", "text": "où est ma commande"},
]


@pytest.fixture
def classifier(bundle: Bundle) -> Classifier:  # noqa: F811
    finder = ProductFinder([("lamp", "Desk lamp")])
    return Classifier(Reader(bundle), seed_matcher(), finder, date(2026, 11, 25))


def written(path: Path, *lines: object) -> str:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return str(path)


def test_every_line_has_all_fields_in_order(classifier: Classifier) -> None:
    output = io.StringIO()
    command.write(classifier, [command.Line(line["id"], line["text"]) for line in LINES], output)  # type: ignore[arg-type]
    found = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [list(line) for line in found] == [FIELDS] * 4
    assert [line["id"] for line in found] == ["a", 2, "c", "d"]
    assert [line["language"] for line in found] == ["zh", "en", None, "other"]
    assert [line["need"] for line in found[:2]] == ["order_status", "cancel_order"]
    assert found[1]["solutions"][0]["id"]
    assert 0 < found[1]["solutions"][0]["score"] <= 1


def test_offsets_count_characters_of_the_original(classifier: Classifier) -> None:
    for line, found in zip(LINES, classifier.classify([str(line["text"]) for line in LINES]), strict=True):
        for entity in found["entities"]:
            assert str(line["text"])[entity["start"] : entity["end"]]
    first, second = classifier.classify([str(line["text"]) for line in LINES[:2]])
    assert {(e["label"], e["value"]) for e in first["entities"]} == {("order_id", "A1001"), ("email", "li@example.com")}
    assert {e["label"] for e in second["entities"]} == {"order_id", "product", "amount"}


@pytest.mark.parametrize("bad", ["no json", '["a"]', '{"id": "x"}', '{"text": "x"}', '{"id": true, "text": "x"}'])
def test_a_bad_line_is_named_and_nothing_is_written(
    bad: str, classifier: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "open_classifier", lambda settings: classifier)
    file = written(tmp_path / "in.jsonl", LINES[0], "", bad)
    with pytest.raises(Stop, match="line 3"):
        command.classify(file, str(tmp_path / "out.jsonl"))
    assert not (tmp_path / "out.jsonl").exists()
    command.classify(file, str(tmp_path / "out.jsonl"), skip_bad=True)
    assert [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()] == ["a"]
    assert [path.name for path in tmp_path.glob("*out*")] == ["out.jsonl"]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="There is no file"):
        command.classify(str(tmp_path / "nothing"))


def test_without_a_store_what_ships_is_taken(bundle: Bundle, tmp_path: Path) -> None:  # noqa: F811
    save(bundle, tmp_path / "models" / "needs" / f"seeds-{seeds_fingerprint()}.joblib")
    found = open_classifier(Settings(data=tmp_path)).classify(["我想取消订单，Nova 12 智能手机不要了"])[0]
    assert found["need"] == "cancel_order"
    assert [entity["label"] for entity in found["entities"]] == ["product"]
    assert not (tmp_path / "rapport.sqlite3").exists()
