"""Every sentence that the CRM itself says, in both languages: `texts/<language>/<topic>.toml`, key `topic.name`.

What the assistant says is not here: those are the `utter_*` responses of domain.yml.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "texts"
LANGUAGES = ("en", "zh")
FALLBACK = "en"


@cache
def sentences(language: str) -> Mapping[str, str]:
    """All sentences of one language, by `topic.name`."""
    found: dict[str, str] = {}
    for path in sorted((FOLDER / language).glob("*.toml")):
        found |= {f"{path.stem}.{name}": text for name, text in tomllib.loads(path.read_text("utf-8")).items()}
    return found


def text(key: str, language: str, **params: str | int) -> str:
    """The sentence `key` with its {placeholders} filled. An unknown key raises KeyError: a test finds it."""
    return sentences(language)[key].format_map(params)


def has(key: str) -> bool:
    return key in sentences(FALLBACK)


def choose_language(*wishes: str | None) -> str:
    """The first wish we speak: "zh-CN", "en" or an Accept-Language header; otherwise English."""
    for wish in wishes:
        for part in (wish or "").lower().split(","):
            code = part.split(";")[0].strip().split("-")[0]
            if code in LANGUAGES:
                return code
    return FALLBACK
