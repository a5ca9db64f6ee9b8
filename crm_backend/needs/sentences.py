"""Where one statement ends and the next begins, as far as marks tell."""

import re

_END = re.compile(
    r"(?<=[.!?;])\s+|(?<=[。！？；\n])|\s+(?=(?:also|plus|oh and|and also|by the way|btw)\b)"
    r"|(?=另外|顺便|还有就是|对了)",
    re.IGNORECASE,
)
_SHORTEST = 4  # characters: what is shorter belongs to the statement before it


def statements(text: str) -> list[str]:
    """The text in pieces that together are the text; a single piece if it is short."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if len(text[start : match.end()].strip()) >= _SHORTEST and len(text[match.end() :].strip()) >= _SHORTEST:
            found.append(text[start : match.end()])
            start = match.end()
    return [*found, text[start:]]
