import pytest

from crm_backend.kit.contacts import email_address, phone_number, readings, region_of

REGIONS = ("CN", "US")


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("138 0013 8000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("010-6552 9988", "+861065529988"),
        ("+1 (202) 555-0143", "+12025550143"),
        ("+44 7700 900123", "+447700900123"),
        ("+1-555-0123", "+15550123"),
        ("hello", None),
        ("12345", None),
        ("1" * 30, None),
    ],
)
def test_phones(written: str, e164: str | None) -> None:
    assert phone_number(written, REGIONS) == e164


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" Li.Wei@Example.COM ", "li.wei@example.com"),
        ("a@b", None),
        ("not an address", None),
        ("a" * 400 + "@example.com", None),
    ],
)
def test_emails(written: str, address: str | None) -> None:
    assert email_address(written) == address


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("my number is 138 0013 8000", "+8613800138000"),
        ("call (202) 555-0143", "+12025550143"),
        ("邮箱 Li.Wei@example.com 谢谢", "li.wei@example.com"),
    ],
)
def test_a_contact_in_words(said: str, meant: str) -> None:
    assert meant in readings(said, REGIONS)


@pytest.mark.parametrize("said", ["", "A1001", "20261102-8871", "no idea", "12"])
def test_no_contact_in_words(said: str) -> None:
    assert readings(said, REGIONS) == frozenset()


def test_only_the_first_contact_counts() -> None:
    assert readings("13800138000 or 13900139000 or 13700137000", REGIONS) <= {
        "+8613800138000",
        "+113800138000",
        "+13800138000",
    }


@pytest.mark.parametrize(("phone", "region"), [("+8613800138000", "CN"), ("+447700900123", "GB"), ("+0", None)])
def test_regions(phone: str, region: str | None) -> None:
    assert region_of(phone) == region
