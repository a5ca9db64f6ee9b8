"""Western addresses: house number and street, then flat, town and postcode as far as they follow."""

import re
from collections.abc import Iterator

from rapport_text.hints import has_any

# Kinds of street that are words of daily use too: only where the street's name has a capital letter.
_SURE = (
    "street|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|drive|dr|highway|hwy|parkway|pkwy|crescent|terrace|broadway"
)
_OTHER = (
    "Court|Ct|Place|Pl|Square|Sq|Way|Circle|Cir|Close|Gardens|Grove|Row|Mews|Quay|Walk|Alley|Park|Hill|Rise|Wharf"
    "|Plaza|Trail|Loop"
)
_NOT_A_NAME = (
    "the|a|an|of|in|on|at|to|my|your|our|for|from|with|by|and|or|is|was|are|days?|weeks?|months?|years?|hours?|hrs?"
    "|minutes?|mins?|times?|items?|pcs|pieces?"
    "|orders?|parcels?|packages?|people|pairs?|boxes|bottles|percent|dollars?|pounds?|euros?|inch(?:es)?|km|miles?"
    "|meters?|am|pm|more|this|that|it|out|off|per"
)
_NAME = rf"(?:(?!(?:{_NOT_A_NAME})(?![A-Za-z]))[A-Za-z0-9][A-Za-z0-9'’.-]{{0,20}} )"
_CAPITAL = r"(?:(?:[A-Z][A-Za-z'’.-]{1,20}|[NSEW]\.?|[0-9]{1,3}(?:st|nd|rd|th)) )"
_STREET = re.compile(
    rf"(?<![A-Za-z0-9$€£¥.,/-])[0-9]{{1,6}}(?:-[0-9]{{1,5}})?[A-Za-z]?,? (?:{_NAME}{{1,4}}?(?i:{_SURE})"
    rf"|{_CAPITAL}{{1,4}}?(?:{_OTHER})"
    r"|Broadway|(?:rue|avenue|boulevard|place|quai|chemin|allée|via|calle) (?:[A-Za-zÀ-ÿ'’-]{1,20}"
    r" ?){1,5})(?![A-Za-z])\.?"
    r"(?: (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)(?![A-Za-z]))?"
)
_GERMAN = re.compile(
    r"(?<![A-Za-zÀ-ÿ])[A-ZÄÖÜ][A-Za-zÀ-ÿ.-]{1,30}?(?:straße|strasse|str\.|weg|platz|allee|gasse|damm"
    r"|ring) [0-9]{1,4} ?[a-z]?(?![A-Za-z0-9])"
)
_BOX = re.compile(r"(?<![A-Za-z])(?i:p\.? ?o\.? ?box) [0-9]{1,6}")
_FLAT = r"(?:apt|apartment|unit|suite|ste|flat|floor|fl|room|rm|building|bldg|#)"
_BEFORE = re.compile(rf"(?i:(?<![A-Za-z]){_FLAT})\.? ?[0-9A-Za-z-]{{1,6}},? $")
_AFTER = (
    re.compile(
        rf",? (?i:{_FLAT})\.? ?[0-9A-Za-z-]{{1,6}}(?![A-Za-z0-9])|,? ?#[0-9A-Za-z]{{1,6}}|,? [0-9]{{1,3}}(?:st|nd|rd"
        rf"|th) (?i:floor)"
    ),
    re.compile(
        r"(?:,| in|\n) ?[A-ZÀ-Þ][A-Za-zÀ-ÿ'’.-]{1,20}(?: (?:[A-ZÀ-Þ][A-Za-zÀ-ÿ'’.-]{1,20}|of|upon|am|le"
        r"|la))*(?![A-Za-z0-9])|, ?[0-9]{4,5} [A-ZÀ-Þ][A-Za-zÀ-ÿ'’.-]{1,20}"
    ),
    re.compile(r",? ?[A-Z]{2}(?![A-Za-z0-9])"),
    re.compile(
        r",? ?(?:[0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}"
        r"|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])(?![A-Za-z0-9-])"
    ),
    re.compile(
        r",? ?(?:USA|U\.S\.A\.|UK|United Kingdom|United States|England|Scotland|Ireland|Canada|Australia|Germany"
        r"|France|Deutschland)(?![A-Za-z])"
    ),
)
_GERMAN_HINTS = ("str.", "stra", "weg ", "platz ", "allee ", "gasse ", "damm ", "ring ")
_BOX_HINTS = ("box", "Box", "BOX")
_STREETS = (((" ",), _STREET), (_GERMAN_HINTS, _GERMAN), (_BOX_HINTS, _BOX))
_DIGIT = re.compile(r"[0-9]")


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where western addresses stand in a text of plain widths; case matters."""
    if not _DIGIT.search(text):
        return
    for hints, pattern in _STREETS:
        if has_any(text, hints):
            for match in pattern.finditer(text):
                yield _start(text, match.start()), _end(text, match.end())


def _start(text: str, start: int) -> int:
    near = max(0, start - 18)
    flat = _BEFORE.search(text[near:start])
    return near + flat.start() if flat else start


def _end(text: str, end: int) -> int:
    """Past flat, town, state, postcode and country, each at most once and in any order."""
    rest = list(_AFTER)
    while rest:
        found = next(((part, match) for part in rest if (match := part.match(text, end))), None)
        if found is None:
            break
        rest.remove(found[0])
        end = found[1].end()
    return end
