"""Texts with their intents, from CSV."""

import csv
from pathlib import Path

TEXT_COLUMNS = ("text", "sentence", "utterance")
INTENT_COLUMNS = ("intent", "category", "label")


class Unreadable(Exception):
    """Says which file, which line, and what is expected."""


def read_texts(path: Path, labelled: bool) -> list[list[str]]:
    """[text, intent] of each row that has a text; the intent is empty if none is needed."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            names = {name.strip().lower(): name for name in rows.fieldnames or () if name}
            text = _column(path, names, TEXT_COLUMNS)
            intent = _column(path, names, INTENT_COLUMNS) if labelled else None
            found = [_row(path, rows.line_num, row, text, intent) for row in rows if (row[text] or "").strip()]
    except OSError as error:
        raise Unreadable(f"{path} can't be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"{path} is not CSV in UTF-8: {error}") from error
    if not found:
        raise Unreadable(f"{path} holds no text")
    return found


def _column(path: Path, names: dict[str, str], wanted: tuple[str, ...]) -> str:
    for name in wanted:
        if name in names:
            return names[name]
    raise Unreadable(f"{path} has no column {' or '.join(wanted)}; its first line names {', '.join(names) or 'none'}")


def _row(path: Path, line: int, row: dict[str, str], text: str, intent: str | None) -> list[str]:
    label = (row[intent] or "").strip() if intent else ""
    if intent and not label:
        raise Unreadable(f"{path}, line {line}: the column {intent} is empty")
    return [row[text], label]
