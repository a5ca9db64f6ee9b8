"""A hash of everything that the model is made of: `python bot/fingerprint.py`. Standard library only, and quick."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

_FILES = (
    *("domain.yml", "config.yml", "bot/uv.lock"),  # the lock names Rasa's version
    *(
        "bot/tokenizer.py",
        "bot/spans.py",
        "bot/text_features.py",
        "bot/word_vectors.py",
        "bot/text_model.py",
        "bot/classifier.py",
        "bot/entities.py",
        "bot/importer.py",
        "bot/training.py",
        "bot/fixes/rule_names.py",
    ),
)
_FOLDERS = {
    **{f"data/{name}": "*.yml" for name in ("nlu", "rules", "stories")},
    "data/needs": "*.jsonl",
    "rapport_text": "*.py",
}


def fingerprint(project: Path) -> str:
    """Equal for equal contents, wherever the project lies."""
    paths = [project / name for name in _FILES]
    for folder, pattern in _FOLDERS.items():
        paths += sorted((project / folder).rglob(pattern))
    total = hashlib.sha256()
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            total.update(f"{path.relative_to(project).as_posix()}\0{len(content)}\0".encode() + content)
    return total.hexdigest()[:32]


if __name__ == "__main__":
    print(fingerprint(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent))
