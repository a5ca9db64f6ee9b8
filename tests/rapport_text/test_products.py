import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport_text.products import ProductFinder

FINDER = ProductFinder(
    [
        *(
            ("airbook", "AirBook 14 laptop, 16 GB"),
            ("airbook", "AirBook 14 笔记本电脑 16GB"),
            ("phone", "Nova 12 smartphone, 256 GB"),
        ),
        *(
            ("phone-pro", "Nova 12 Pro smartphone"),
            ("case", "Case for Nova 12"),
            ("case", "Nova 12 手机保护壳"),
            ("buds", "Nova 降噪耳机"),
        ),
        *(
            ("pebble", "Pebble Bluetooth speaker"),
            ("phone-plain", "Phone"),
            ("lamp", "Desk lamp with wireless charging"),
            ("s7", "S7 robot vacuum"),
        ),
        *(("a", "Twin"), ("b", "Twin"), ("yun", "云耳真无线蓝牙耳机"), ("hub", "USB-C hub, 8 in 1")),
    ]
)


def products(text: str) -> list[tuple[str, str]]:
    return [(text[e.start : e.end], e.value) for e in FINDER.find(text)]


@pytest.mark.parametrize(
    ("text", "spelling", "product"),
    [
        *(
            ("my AirBook is dead", "AirBook", "airbook"),
            ("airbook14坏了", "airbook14", "airbook"),
            ("air book 14", "air book 14", "airbook"),
        ),
        *(
            ("ＡｉｒＢｏｏｋ１４", "ＡｉｒＢｏｏｋ１４", "airbook"),
            ("降噪耳机没声音", "降噪耳机", "buds"),
            ("降噪耳機", "降噪耳機", "buds"),
        ),
        *(
            ("the nova 12", "nova 12", "phone"),
            ("Nova 12 Pro", "Nova 12 Pro", "phone-pro"),
            ("a case for nova 12", "case for nova 12", "case"),
        ),
        *(
            ("Nova 12 case", "Nova 12 case", "case"),
            ("pebble speaker", "pebble speaker", "pebble"),
            ("desk lamps", "desk lamp", "lamp"),
        ),
        *(("robot vacuum", "robot vacuum", "s7"), ("雲耳沒電了", "雲耳", "yun"), ("usbc hub", "usbc hub", "hub")),
    ],
)
def test_products(text: str, spelling: str, product: str) -> None:
    assert products(text) == [(spelling, product)]


@pytest.mark.parametrize(
    "text", ["my phone", "a case", "pebble", "nova", "twin", "耳机", "手机", "laptop", "AirBooking", "s75", ""]
)
def test_what_is_generic_or_ambiguous(text: str) -> None:
    assert products(text) == []


def test_several_in_one_text_longest_first() -> None:
    assert products("Nova 12 Pro and Nova 12 and 降噪耳机") == [
        *(("Nova 12 Pro", "phone-pro"), ("Nova 12", "phone"), ("降噪耳机", "buds")),
    ]


def test_many_names_are_looked_up_by_their_beginning() -> None:
    finder = ProductFinder((str(n), f"Zorb{n} kettle") for n in range(5_000))
    assert [e.value for e in finder.find("is the zorb4321 kettle back?")] == ["4321"]
    assert max(map(len, finder._lengths.values())) < 20


@given(st.text())
def test_any_text(text: str) -> None:
    for entity in FINDER.find(text):
        assert 0 <= entity.start < entity.end <= len(text)


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=20)), max_size=8), st.text(max_size=20))
def test_any_catalogue(names: list[tuple[str, str]], text: str) -> None:
    ProductFinder(names).find(text)
