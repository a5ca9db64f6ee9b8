"""The stock peer gets our dialogue, and nothing of our components."""

from pathlib import Path

from ruamel.yaml import YAML

from benchmarks.rig.peer_project import annotated, write


def test_order_ids_are_annotated() -> None:
    assert annotated("where is A1001 and A1002") == "where is [A1001](order_id) and [A1002](order_id)"
    assert annotated("where is my order") == "where is my order"


def test_the_project_is_stock(tmp_path: Path) -> None:
    write(tmp_path)
    texts = {path.name: path.read_text("utf-8") for path in tmp_path.rglob("*.yml")}
    domain = YAML(typ="safe").load(texts["domain.yml"])

    assert all("bot." not in texts[name] for name in ("config.yml", "credentials.yml"))
    assert "pipeline" not in texts["config.yml"]
    assert all(len(variants) == 1 for variants in domain["responses"].values())
    assert "order_status" in texts["nlu.yml"]
    assert "action_tell_order_status" in texts["rules.yml"]
