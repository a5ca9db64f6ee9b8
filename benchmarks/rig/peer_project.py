"""The same dialogue as a stock Rasa project: written from this repository's domain and data, without our components.

Left out, because stock Rasa has no place for it: the Chinese wording (its response conditions draw at random between
languages), the CRM's own events, Chinese order ids glued to words. Order ids are annotated for DIET, as its users do.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from crm_backend.commands.places import ROOT
from rapport_text.order_ids import find_order_ids

# No pipeline and no policies: `rasa train` then takes its default config (DIET, TED, UnexpecTED and the others)
CONFIG = {"recipe": "default.v1", "assistant_id": "stock_peer", "language": "en"}
CREDENTIALS: dict[str, Any] = {"rest": None}
ACTIONS = '''"""Our actions, for the stock action server, which calls every action class without arguments."""

from rasa_sdk.utils import all_subclasses

from actions.base import RapportAction
from actions.crm_client import CrmClient
from actions.registry import ACTIONS
from actions.settings import ActionSettings

settings = ActionSettings()
RapportAction.__init__.__defaults__ = (CrmClient(settings), settings.zone)
for base in set(all_subclasses(RapportAction)) - set(ACTIONS):
    base.action_name = f"unused_{base.__name__}"  # common bases, which it takes for actions too
'''
# TED learns from stories, of which our own project has none: the ways that the rules describe, as `rasa init` does
STORIES = """
version: "3.1"
stories:
- story: asks where an order is, and leaves
  steps:
  - intent: greet
  - action: action_greet
  - intent: order_status
    entities: [{order_id: A1001}]
  - action: action_start_order_status
  - action: order_status_form
  - active_loop: null
  - action: action_tell_order_status
  - intent: goodbye
  - action: action_goodbye
  - action: action_log_conversation
- story: asks twice
  steps:
  - intent: order_status
    entities: [{order_id: A1001}]
  - action: action_start_order_status
  - action: order_status_form
  - active_loop: null
  - action: action_tell_order_status
  - intent: order_status
    entities: [{order_id: A1002}]
  - action: action_start_order_status
  - action: order_status_form
  - active_loop: null
  - action: action_tell_order_status
  - intent: thanks
  - action: action_thanks
- story: wants a person
  steps:
  - intent: capabilities
  - action: action_capabilities
  - intent: ask_for_person
  - action: action_hand_over
"""


def write(folder: Path) -> None:
    """Write the project into `folder`, without addresses: `point_at` adds them."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    _dump(folder / "config.yml", CONFIG)
    _dump(folder / "credentials.yml", CREDENTIALS)
    _dump(folder / "domain.yml", _domain())
    _dump(folder / "data" / "nlu.yml", {"version": "3.1", "nlu": list(_nlu())})
    _dump(folder / "data" / "rules.yml", {"version": "3.1", "rules": list(_rules())})
    (folder / "data" / "stories.yml").write_text(STORIES.lstrip(), "utf-8")
    (folder / "peer_actions.py").write_text(ACTIONS, "utf-8")


def point_at(folder: Path, actions_port: int) -> None:
    _dump(folder / "endpoints.yml", {"action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"}})


def annotated(example: str) -> str:
    """`where is A1001` becomes `where is [A1001](order_id)`."""
    for found in reversed(find_order_ids(example)):
        example = f"{example[: found.start]}[{example[found.start : found.end]}](order_id){example[found.end :]}"
    return example


def _domain() -> dict[str, Any]:
    domain = _load(ROOT / "domain.yml")
    for name, variants in domain["responses"].items():
        english = [dict(variant) for variant in variants if variant.get("metadata", {}).get("language") != "zh"]
        for variant in english:
            variant.pop("metadata", None)
        domain["responses"][name] = english
    return domain


EXAMPLES = 30  # of each intent and language: on all of them DIET trains for hours, and a turn gets no faster
LONGEST = 80  # characters of an example, for the same reason: DIET pads every text to the longest
INTENTS = {"other": "out_of_scope"}  # every other need is the intent of its name


def _nlu() -> Iterator[dict[str, str]]:
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for item in _load(file)["nlu"]:
            if "intent" in item:
                lines = item["examples"].splitlines()
                yield _intent(item["intent"], [line[2:] for line in lines if line.startswith("- ")])
    for file in sorted((ROOT / "data" / "needs").glob("*.jsonl")):
        need = file.name.partition(".")[0]
        texts = [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]
        yield _intent(INTENTS.get(need, need), [text for text in texts if not set(text) & set("[]{}\n")])


def _intent(name: str, examples: list[str]) -> dict[str, str]:
    chosen = [line for line in examples if len(line) <= LONGEST][:EXAMPLES]
    return {"intent": name, "examples": "".join(f"- {annotated(line)}\n" for line in chosen)}


def _rules() -> Iterator[dict[str, Any]]:
    for file in sorted((ROOT / "data" / "rules").glob("*.yml")):
        yield from _load(file).get("rules", [])


def _load(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text("utf-8"))


def _dump(path: Path, content: Any) -> None:
    yaml = YAML()
    yaml.default_flow_style = False
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)
