"""A reply or fact as it stands in the form: read from it, and made into what the service keeps. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm_backend.errors import Invalid
from crm_backend.replies.schemas import Content, FactContent, ReplyContent, Variant
from crm_backend.ui.console.forms import text_of
from crm_backend.ui.shared.differing import Line, differing

TEXT, TITLE, VALUE = 4000, 200, 500  # the most characters of a reply, a button and a fact


def read(form: Mapping[str, Any], shape: Content) -> Content:
    """What was typed, in the shape of the original: its variants and buttons stay. Nothing is checked yet."""
    if isinstance(shape, FactContent):
        return shape.model_copy(update={name: text_of(form, name).strip() for name in ("en", "zh")})
    return ReplyContent(variants=[_variant(form, number, one) for number, one in enumerate(shape.variants)])


def _variant(form: Mapping[str, Any], number: int, shape: Variant) -> Variant:
    titles = [text_of(form, f"button-{number}-{place}").strip() for place in range(len(shape.buttons))]
    buttons = [button.model_copy(update={"title": title}) for button, title in zip(shape.buttons, titles, strict=True)]
    return shape.model_copy(update={"text": text_of(form, f"text-{number}").strip(), "buttons": buttons})


def check_lengths(content: Content) -> None:
    """Invalid if a field holds more than it may."""
    if isinstance(content, FactContent):
        _check_length(VALUE, content.en, content.zh)
        return
    for variant in content.variants:
        _check_length(TEXT, variant.text)
        _check_length(TITLE, *(button.title for button in variant.buttons))


def _check_length(limit: int, *texts: str) -> None:
    if any(len(text) > limit for text in texts):
        raise Invalid("replies_pages.too_long", characters=limit)


def differences(before: Content, after: Content) -> list[tuple[str, list[Line]]]:
    """(language, lines) of every part that is not the same."""
    pairs = zip(_parts(before), _parts(after), strict=True)
    return [(language, differing(old, new)) for (language, old), (_, new) in pairs if old != new]


def _parts(content: Content) -> Iterator[tuple[str, str]]:
    if isinstance(content, FactContent):
        yield "en", content.en
        yield "zh", content.zh
        return
    for variant in content.variants:
        yield variant.language, variant.text
        for button in variant.buttons:
            yield variant.language, button.title
