"""The solutions that ship, in data/solutions/<need>.toml, and a matcher over them that needs no store."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_backend.replies.originals import shipped_facts
from crm_backend.solutions.matching import Matcher
from crm_backend.solutions.rules import entries
from crm_backend.solutions.schemas import Content

FOLDER = Path(__file__).resolve().parents[2] / "data" / "solutions"
_FACTS = "facts.toml"


@dataclass(frozen=True)
class Seed:
    id: str
    content: Content

    @property
    def fingerprint(self) -> str:
        """Changes with any word of it."""
        return hashlib.sha256(self.content.model_dump_json().encode()).hexdigest()[:16]


def read_seeds(folder: Path = FOLDER) -> list[Seed]:
    """All seeds, in the order of their files. An id that is there twice, or a wrong field, raises ValueError."""
    found: dict[str, Seed] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == _FACTS:
            continue
        for seed_id, read in tomllib.loads(path.read_text("utf-8")).items():
            if seed_id in found:
                raise ValueError(f"{path.name}: {seed_id} is there twice")
            found[seed_id] = Seed(seed_id, _content(read))
    return list(found.values())


def seed_matcher(folder: Path = FOLDER) -> Matcher:
    """Over the seeds as they ship, for commands that need no store."""
    facts = shipped_facts()
    return Matcher([entry for seed in read_seeds(folder) for entry in entries(seed.id, seed.content, facts)])


def _content(read: dict[str, Any]) -> Content:
    return Content.model_validate(
        {"texts": dict(_texts(read)), "needs": read["needs"], "products": read.get("products", [])}
    )


def _texts(read: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for language, title in read["title"].items():
        phrasings = read.get("phrasings", {}).get(language, [])
        yield language, {"title": title, "body": read["body"][language].strip(), "phrasings": phrasings}
