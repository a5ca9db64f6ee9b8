"""Names of needs in the reader's language, and languages in the reader's order. Pure."""

from crm_backend.kit.texts import LANGUAGES
from crm_backend.needs.catalogue import catalogue


def need_names(language: str) -> dict[str, str]:
    """By id, in the order of the catalogue."""
    return {need.id: need.name.zh if language == "zh" else need.name.en for need in catalogue()}


def need_name(need: str, language: str) -> str:
    """What is not in the catalogue any more keeps its id."""
    return need_names(language).get(need, need)


def languages_for(language: str) -> list[str]:
    """The reader's own first."""
    return sorted(LANGUAGES, key=lambda one: one != language)
