"""/widget.js: the small modules of this folder as one classic script, so that a page needs one tag and one request."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from crm_backend.kit import texts

FOLDER = Path(__file__).parent
# each after what it imports
MODULES = (
    "store",
    "outbox",
    "thread",
    "server",
    "socket",
    "transport",
    "dom",
    "words",
    "rows",
    "composer",
    "panel",
    "view",
    "main",
)
_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_LINE_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_DOC_COMMENT = re.compile(r"^\s*/\*\*(?:(?!\*/).)*\*/\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_CSS_SPACE = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Bundle:
    """The script, plain and compressed, and a tag that changes with it."""

    script: bytes
    gzipped: bytes
    etag: str


def build(limit: int) -> Bundle:
    """The bundle, with the sentences of both languages, the style sheet and the longest message inside."""
    constants = {"SENTENCES": _sentences(), "STYLE": _style(), "LIMIT": limit}
    head = "".join(f"const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in constants.items())
    body = "".join(_plain((FOLDER / f"{name}.js").read_text("utf-8")) for name in MODULES)
    script = f'(() => {{\n"use strict";\n{head}{body}}})();\n'.encode()
    return Bundle(script, gzip.compress(script, 9, mtime=0), hashlib.sha256(script).hexdigest()[:16])


def _sentences() -> dict[str, dict[str, str]]:
    def of(language: str) -> dict[str, str]:
        known = texts.sentences(language).items()
        return {key.removeprefix("widget."): text for key, text in known if key.startswith("widget.")}

    return {language: of(language) for language in texts.LANGUAGES}


def _style() -> str:
    return _CSS_SPACE.sub(" ", (FOLDER / "style.css").read_text("utf-8"))


def _plain(module: str) -> str:
    script = _IMPORT.sub("", _LINE_COMMENT.sub("", _DOC_COMMENT.sub("", module)))
    return _INDENT.sub("", _EXPORT.sub("", script))
