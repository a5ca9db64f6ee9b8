import pytest

from crm_backend.commands import words


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences are compared in English, whatever the machine speaks."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    words.language.cache_clear()
