"""Edited texts as others see them. Pure."""

from collections.abc import Mapping

from crm_backend.replies.models import EditedText, EditedTextVersion
from crm_backend.replies.schemas import (
    Button,
    Content,
    FactContent,
    Original,
    TextSummary,
    TextVersionView,
    TextView,
    Variant,
)
from crm_backend.replies.wording import fill


def summary(original: Original, said: Content | None, row: EditedText | None) -> TextSummary:
    return TextSummary(
        name=original.name,
        kind=original.content.kind,
        means=original.means,
        text=_by_language(said or original.content),
        edited=said is not None,
        has_draft=row is not None and row.draft is not None,
    )


def holds(summary: TextSummary, words: str) -> bool:
    """Whether the name, the meaning or the text in any language holds the words as they stand."""
    wanted = words.strip().casefold()
    return any(wanted in part.casefold() for part in (summary.name, *summary.means.values(), *summary.text.values()))


def text(
    original: Original,
    published: Content,
    draft: Content | None,
    row: EditedText | None,
    needed: dict[str, list[str]],
) -> TextView:
    return TextView(
        name=original.name,
        kind=original.content.kind,
        means=original.means,
        original=original.content,
        published=published,
        draft=draft,
        published_version=(row.published if row else None) or 0,
        draft_version=row.draft if row else None,
        revision=row.revision if row else 0,
        placeholders=needed,
    )


def version(row: EditedTextVersion, content: Content) -> TextVersionView:
    return TextVersionView.model_validate(
        {
            "number": row.number,
            "state": row.state,
            "author_id": row.author_id,
            "created_at": row.created_at,
            "published_at": row.published_at,
            "content": content,
        }
    )


def original_version(original: Original, *, said: bool) -> TextVersionView:
    return TextVersionView(
        number=0,
        state="published" if said else "retired",
        author_id=None,
        created_at=None,
        published_at=None,
        content=original.content,
    )


def filled(content: Content, facts: Mapping[str, Mapping[str, str]]) -> list[Variant]:
    """Variants with their facts filled; a fact by itself is its value in each language."""
    if isinstance(content, FactContent):
        return [Variant(language="en", text=content.en), Variant(language="zh", text=content.zh)]
    return [_filled(variant, facts[variant.language]) for variant in content.variants]


def _filled(variant: Variant, values: Mapping[str, str]) -> Variant:
    buttons = [Button(title=fill(button.title, values), payload=button.payload) for button in variant.buttons]
    return variant.model_copy(update={"text": fill(variant.text, values), "buttons": buttons})


def _by_language(content: Content) -> dict[str, str]:
    if isinstance(content, FactContent):
        return {"en": content.en, "zh": content.zh}
    first: dict[str, str] = {}
    for variant in content.variants:
        first.setdefault(variant.language, variant.text)
    return first
