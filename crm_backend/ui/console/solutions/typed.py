"""A solution as it stands in the form: read from it, and made into what the service keeps. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm_backend.errors import Invalid
from crm_backend.kit.texts import LANGUAGES
from crm_backend.solutions.schemas import Content, Language, Text
from crm_backend.ui.console.desk import field as one_field
from crm_backend.ui.console.forms import lines_of, number_of, text_of

TITLE, BODY, PHRASING, PHRASINGS = 200, 4000, 200, 50  # the most characters, and lines
_WORD = re.compile(r"[a-z0-9]+")
_WORDS_OF_ID = 6


@dataclass(frozen=True)
class TypedText:
    """One language. `phrasings` one a line."""

    title: str = ""
    body: str = ""
    phrasings: str = ""

    @property
    def empty(self) -> bool:
        return not (self.title.strip() or self.body.strip() or self.phrasings.strip())


@dataclass(frozen=True)
class Typed:
    """All fields. `need` is the one it is listed under, `also` its others; `base` the revision that was seen."""

    id: str = ""
    base: int = 0
    need: str = ""
    also: list[str] = field(default_factory=list)
    products: str = ""
    texts: Mapping[str, TypedText] = field(default_factory=lambda: dict.fromkeys(LANGUAGES, TypedText()))


def read(form: Mapping[str, Any], ticked: list[str]) -> Typed:
    """`ticked`: the needs whose boxes are ticked."""
    need = one_field(form, "need")
    return Typed(
        id=one_field(form, "id").strip(),
        base=number_of(form, "base"),
        need=need,
        also=[name for name in ticked if name != need],
        products=text_of(form, "products"),
        texts={language: _read_text(form, language) for language in LANGUAGES},
    )


def _read_text(form: Mapping[str, Any], language: str) -> TypedText:
    title, body, phrasings = (text_of(form, f"{part}_{language}") for part in ("title", "body", "phrasings"))
    return TypedText(title, body, phrasings)


def of_content(solution_id: str, content: Content, base: int) -> Typed:
    """What is kept, as the form shows it."""
    kept: Mapping[str, Text] = {str(language): text for language, text in content.texts.items()}
    return Typed(
        id=solution_id,
        base=base,
        need=content.needs[0],
        also=content.needs[1:],
        products="\n".join(content.products),
        texts={language: _of_text(kept.get(language)) for language in LANGUAGES},
    )


def _of_text(text: Text | None) -> TypedText:
    return TypedText(text.title, text.body, "\n".join(text.phrasings)) if text else TypedText()


def content_of(typed: Typed) -> Content:
    """Invalid, with what to do, if something is missing or too long. A language left empty has no text."""
    if not typed.need:
        raise Invalid("solutions_pages.need_missing")
    texts: dict[Language, Text] = {}
    for language in ("en", "zh"):
        if not typed.texts[language].empty:
            texts[language] = _text_of(typed.texts[language])
    if not texts:
        raise Invalid("solutions_pages.text_missing")
    return Content(texts=texts, needs=[typed.need, *typed.also], products=lines_of(typed.products))


def _text_of(typed: TypedText) -> Text:
    title, body, phrasings = typed.title.strip(), typed.body.strip(), lines_of(typed.phrasings)
    if not (title and body):
        raise Invalid("solutions_pages.text_incomplete")
    if len(title) > TITLE or len(body) > BODY:
        raise Invalid("solutions_pages.text_long", title=TITLE, body=BODY)
    if len(phrasings) > PHRASINGS or any(len(line) > PHRASING for line in phrasings):
        raise Invalid("solutions_pages.phrasings_long", lines=PHRASINGS, characters=PHRASING)
    return Text(title=title, body=body, phrasings=phrasings)


def id_for(typed: Typed) -> str:
    """The id that was typed, else one made from the first words of the English title."""
    return typed.id or "-".join(_WORD.findall(typed.texts["en"].title.lower())[:_WORDS_OF_ID])
