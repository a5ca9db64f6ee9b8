import pytest

from crm_backend.errors import Conflict, Invalid
from crm_backend.staff import rules


@pytest.mark.parametrize(
    ("role", "needed", "allowed"),
    [
        ("agent", "agent", True),
        ("agent", "manager", False),
        ("agent", "admin", False),
        ("manager", "agent", True),
        ("manager", "admin", False),
        ("admin", "manager", True),
        ("admin", "admin", True),
    ],
)
def test_a_role_may_what_the_lower_ones_may(role: rules.Role, needed: rules.Role, allowed: bool) -> None:
    assert rules.may(role, needed) is allowed


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "staff.password_short"),
        ("九个字的密码不够啊", "staff.password_short"),
        ("x" * 201, "staff.password_long"),
        ("aaaaaaaaaaaa", "staff.password_guessable"),
        ("Lin@Example.com", "staff.password_guessable"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, code: str) -> None:
    with pytest.raises(Invalid) as problem:
        rules.check_password(password, email="lin@example.com", name="Lin")
    assert problem.value.code == code


def test_a_password_of_ten_characters_will_do() -> None:
    rules.check_password("tea-at-ten", email="lin@example.com", name="Lin")
    rules.check_password("十个汉字组成的密码可", email="lin@example.com", name="Lin")


def test_the_last_admin_stays() -> None:
    rules.check_an_admin_stays({"a", "b"}, "a")
    rules.check_an_admin_stays({"a"}, "somebody else")
    with pytest.raises(Conflict, match="last_admin"):
        rules.check_an_admin_stays({"a"}, "a")


def test_the_sixth_try_waits_until_the_first_is_fifteen_minutes_old() -> None:
    assert rules.seconds_to_wait(4, 10) == 0
    assert rules.seconds_to_wait(5, 60) == 14 * 60
