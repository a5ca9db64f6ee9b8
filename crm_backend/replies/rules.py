"""What an edited text must keep. Pure: Invalid says what is wrong with it."""

from collections.abc import Collection, Iterator, Sequence

from crm_backend.errors import Invalid
from crm_backend.replies.schemas import Content, FactContent, Original, ReplyContent, Variant
from crm_backend.replies.wording import has_stray_brace, placeholders

# Facts that orders are judged by, in days or months
COUNTED = ("return_days", "exchange_days", "warranty_months")
_MOST = 4000


def check(original: Original, content: Content, facts: Collection[str]) -> None:
    """Invalid unless `content` can stand in for the original: nothing lost, nothing invented, both languages."""
    if isinstance(original.content, ReplyContent) and isinstance(content, ReplyContent):
        _check_reply(original.content.variants, content.variants, facts)
    elif isinstance(original.content, FactContent) and isinstance(content, FactContent):
        _check_fact(content)
        if original.name in COUNTED:
            _check_number(content)
    else:
        raise Invalid("replies.other_kind")


def needed(original: Original, facts: Collection[str]) -> dict[str, list[str]]:
    """The placeholders that an edited reply must ask for, by language; facts may come and go."""
    if not isinstance(original.content, ReplyContent):
        return {}
    found: dict[str, set[str]] = {}
    for variant in original.content.variants:
        found.setdefault(variant.language, set()).update(placeholders(variant.text) - set(facts))
    return {language: sorted(names) for language, names in found.items()}


def _check_reply(originals: Sequence[Variant], edited: Sequence[Variant], facts: Collection[str]) -> None:
    if [(v.language, v.strategy) for v in originals] != [(v.language, v.strategy) for v in edited]:
        raise Invalid("replies.variants_changed")
    for original, variant in zip(originals, edited, strict=True):
        if [button.payload for button in original.buttons] != [button.payload for button in variant.buttons]:
            raise Invalid("replies.buttons_changed")
        for before, after in zip(_texts(original), _texts(variant), strict=True):
            _check_text(before, after, facts)


def _texts(variant: Variant) -> Iterator[str]:
    yield variant.text
    for button in variant.buttons:
        yield button.title


def _check_text(before: str, after: str, facts: Collection[str]) -> None:
    if not after.strip():
        raise Invalid("replies.empty")
    if has_stray_brace(after):
        raise Invalid("replies.stray_brace")
    lost = placeholders(before) - placeholders(after) - set(facts)
    if lost:
        raise Invalid("replies.placeholder_lost", names=_listed(lost))
    invented = placeholders(after) - placeholders(before) - set(facts)
    if invented:
        raise Invalid("replies.placeholder_invented", names=_listed(invented))


def _check_fact(content: FactContent) -> None:
    for value in (content.en, content.zh):
        if not value.strip():
            raise Invalid("replies.empty")
        if "{" in value or "}" in value:
            raise Invalid("replies.brace_in_fact")


def _check_number(content: FactContent) -> None:
    if number(content) is None:
        raise Invalid("replies.number_needed", most=_MOST)


def number(content: FactContent) -> int | None:
    """What a counted fact says, if both languages say the same whole number."""
    en, zh = content.en.strip(), content.zh.strip()
    return int(en) if en == zh and en.isascii() and en.isdigit() and int(en) <= _MOST else None


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
