import pytest

from crm_backend.replies.wording import fill, has_stray_brace, placeholders


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{a} and {b_2}, {a}", {"a", "b_2"}),
        ("{{a}}", set()),
        ('/affirm{{"x":"{change}"}}', {"change"}),
        ("{} { a }", set()),
    ],
)
def test_placeholders_are_names_in_braces(text: str, names: set[str]) -> None:
    assert placeholders(text) == names


@pytest.mark.parametrize("text", ["{return_days", "days}", "{ return_days }", "{}", "{{{"])
def test_a_brace_without_a_placeholder_would_be_seen(text: str) -> None:
    assert has_stray_brace(text)
    assert not has_stray_brace("{{ {return_days} }}")


def test_what_is_filled_in_is_not_filled_again() -> None:
    assert fill("{a} {b} {{a}}", {"a": "{b}"}) == "{b} {b} {a}"
