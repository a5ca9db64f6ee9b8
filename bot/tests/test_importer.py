from __future__ import annotations

import json
from pathlib import Path

import pytest
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter

from bot.importer import NeedsImporter, examples, texts_of

NLU = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n'
CONFIG = """recipe: default.v1
importers:
  - name: RasaFileImporter
  - name: bot.importer.NeedsImporter
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two needs in data/needs, one intent in data/nlu."""
    (tmp_path / "config.yml").write_text(CONFIG, "utf-8")
    (tmp_path / "domain.yml").write_text('version: "3.1"\nintents: [greet, invoice, out_of_scope]\n', "utf-8")
    for folder in ("nlu", "needs"):
        (tmp_path / "data" / folder).mkdir(parents=True)
    (tmp_path / "data/nlu/greet.yml").write_text(NLU, "utf-8")
    for need, texts in (("invoice.zh", ["帮我开票", "要发票"]), ("other.en", ["is it snowing"]), ("praise.en", [])):
        lines = [json.dumps({"text": text, "priority": "low"}, ensure_ascii=False) + "\n" for text in texts]
        (tmp_path / f"data/needs/{need}.jsonl").write_text("".join(lines), "utf-8")
    return tmp_path


def test_needs_are_intents_beside_those_of_the_dialogue(project: Path) -> None:
    importer = TrainingDataImporter.load_from_config(
        str(project / "config.yml"), str(project / "domain.yml"), [str(project / "data/nlu")]
    )
    messages = importer.get_nlu_data().intent_examples
    taught = {message.get("intent"): texts_of(message) for message in messages}
    assert taught == {"greet": ["hello"], "invoice": ["帮我开票", "要发票"], "out_of_scope": ["is it snowing"]}
    assert importer.get_domain().intents  # the other importer's


def test_a_line_that_is_no_example_is_named(project: Path) -> None:
    with (project / "data/needs/other.en.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"texts": "a slip"}\n')
    with pytest.raises(RasaException, match=r"other\.en\.jsonl, line 2"):
        NeedsImporter(str(project / "config.yml")).get_nlu_data()


def test_no_needs_no_examples(tmp_path: Path) -> None:
    assert list(examples(tmp_path / "nowhere")) == []
