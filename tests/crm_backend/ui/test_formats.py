import pytest

from crm_backend.ui.shared.formats import duration, milliseconds, money, percent


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (-3, "0 s", "0 秒"),
        (59.9, "59 s", "59 秒"),
        (60, "1 min", "1 分钟"),
        (3600, "1 h", "1 小时"),
        (7500, "2 h 5 min", "2 小时 5 分钟"),
        (200_000, "2 d", "2 天"),
    ],
)
def test_durations_in_both_languages(seconds: float, en: str, zh: str) -> None:
    assert (duration(seconds, "en"), duration(seconds, "zh")) == (en, zh)


def test_figures() -> None:
    assert (percent(0.934), percent(None), percent(1)) == ("93 %", "–", "100 %")
    assert (milliseconds(48.3), milliseconds(2512), milliseconds(None)) == ("48 ms", "2.5 s", "–")


def test_amounts_look_as_the_assistant_writes_them() -> None:
    assert money("1557.00", "USD") == "$1,557.00"
    assert money("938", "CNY") == "¥938.00"
    assert money("5", "SEK") == "SEK 5.00"
