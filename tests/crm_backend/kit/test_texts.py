import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import crm_backend
from crm_backend.kit import texts

CODE = Path(crm_backend.__file__).parent
ERRORS = ("Invalid", "Unauthorized", "Forbidden", "NotFound", "Conflict", "TooLarge", "TooMany", "Unavailable")


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_sentence_exists_in_both_languages_with_the_same_placeholders() -> None:
    english, chinese = texts.sentences("en"), texts.sentences("zh")
    assert set(english) == set(chinese)
    assert {key: placeholders(english[key]) for key in english} == {key: placeholders(chinese[key]) for key in chinese}


def test_no_sentence_was_left_untranslated() -> None:
    english, chinese = texts.sentences("en"), texts.sentences("zh")
    words = {key: re.findall(r"[a-z]{3,}", re.sub(r"\{\w+\}", "", sentence)) for key, sentence in english.items()}
    same = {key for key in english if english[key] == chinese[key] and len(words[key]) > 3}
    assert same == set()


def test_every_error_that_is_raised_has_its_sentence() -> None:
    missing = []
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and not texts.has(code.value):
                    missing.append(f"{path.name}: {code.value}")
    assert missing == []


@pytest.mark.parametrize(
    ("wishes", "chosen"),
    [
        (["zh-CN"], "zh"),
        ([None, "zh;q=0.9, en;q=0.8"], "zh"),
        (["fr", "de-DE, en;q=0.5"], "en"),
        ([None, ""], "en"),
        (["ZH"], "zh"),
    ],
)
def test_the_first_wish_that_we_speak_is_chosen(wishes: list[str | None], chosen: str) -> None:
    assert texts.choose_language(*wishes) == chosen
