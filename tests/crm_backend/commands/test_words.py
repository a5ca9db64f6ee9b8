import re

import pytest

from crm_backend.commands.words import choose
from crm_backend.kit.texts import sentences


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        (["chat", "--locale", "zh"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["chat", "--locale=en"], {"LANG": "zh_TW"}, "en"),
        (["--locale"], {}, "en"),
        ([], {"LANG": "C"}, "en"),
    ],
)
def test_the_language_of_a_run(arguments: list[str], environment: dict[str, str], expected: str) -> None:
    assert choose(arguments, environment) == expected


def test_every_sentence_exists_in_both_languages_with_the_same_places() -> None:
    en, zh = (
        {key: text for key, text in sentences(language).items() if key.startswith("commands.")}
        for language in ("en", "zh")
    )
    assert en.keys() == zh.keys()
    for key, text in en.items():
        assert sorted(re.findall(r"\{(\w+)\}", text)) == sorted(re.findall(r"\{(\w+)\}", zh[key])), key
