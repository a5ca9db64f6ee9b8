"""The texts as they ship: replies in domain.yml, facts in data/solutions/facts.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from crm_backend.replies.schemas import Button, Content, FactContent, Original, ReplyContent, Variant

ROOT = Path(__file__).resolve().parents[2]
_PREFIX = "utter_"


def read_originals(domain: Path = ROOT / "domain.yml", facts: Path | None = None) -> dict[str, Original]:
    """Replies by their `utter_…` name, facts by the name in their placeholder."""
    return {original.name: original for original in (*_replies(domain), *read_facts(facts).values())}


def read_facts(path: Path | None = None) -> dict[str, Original]:
    """The facts as they ship, by name."""
    read = tomllib.loads((path or ROOT / "data" / "solutions" / "facts.toml").read_text("utf-8"))
    return {
        name: Original(name=name, means=fact["means"], content=FactContent(**fact["value"]))
        for name, fact in read.items()
    }


def fact_values(facts: Mapping[str, Content]) -> dict[str, dict[str, str]]:
    """The values of facts, by language and name."""
    values: dict[str, dict[str, str]] = {"en": {}, "zh": {}}
    for name, content in facts.items():
        if isinstance(content, FactContent):
            values["en"][name], values["zh"][name] = content.en, content.zh
    return values


def shipped_facts(path: Path | None = None) -> dict[str, dict[str, str]]:
    """The values of the facts as they ship, by language and name."""
    return fact_values({name: fact.content for name, fact in read_facts(path).items()})


def _replies(path: Path) -> Iterator[Original]:
    responses = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).get("responses") or {}
    for name, variants in responses.items():
        if name.startswith(_PREFIX):
            yield Original(name=name, content=ReplyContent(variants=[_variant(variant) for variant in variants]))


def _variant(read: dict[str, Any]) -> Variant:
    about = read.get("metadata") or {}
    buttons = [Button(title=button["title"], payload=button["payload"]) for button in read.get("buttons") or []]
    return Variant(
        language=about.get("language", "en"),
        strategy=about.get("strategy"),
        text=read.get("text") or "",
        buttons=buttons,
    )
