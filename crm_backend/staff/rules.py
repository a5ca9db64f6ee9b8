"""What staff may do, and what a password must be. Pure."""

from typing import Literal, get_args

from crm_backend.errors import Conflict, Invalid

Role = Literal["agent", "manager", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what the ones before it may

PASSWORD_MINIMUM = 10  # characters
PASSWORD_MAXIMUM = 200
LOG_IN_TRIES = 5
LOG_IN_TRIES_OF_ADDRESS = 50  # of any e-mails since the last right one: one password tried on everybody
LOG_IN_WINDOW = 15 * 60  # seconds


def may(role: Role, needed: Role) -> bool:
    """Whether somebody with `role` may do what needs `needed`."""
    return ROLES.index(role) >= ROLES.index(needed)


def check_password(password: str, *, email: str, name: str) -> None:
    """Invalid with what to do, if a new password is too short, too long, or easily guessed."""
    if len(password) < PASSWORD_MINIMUM:
        raise Invalid("staff.password_short", minimum=PASSWORD_MINIMUM)
    if len(password) > PASSWORD_MAXIMUM:
        raise Invalid("staff.password_long", maximum=PASSWORD_MAXIMUM)
    told = password.casefold()
    if told in (email.casefold(), email.partition("@")[0].casefold(), name.casefold()) or len(set(told)) < 4:
        raise Invalid("staff.password_guessable")


def check_an_admin_stays(active_admins: set[str], leaving: str) -> None:
    """Conflict if `leaving` (a staff id) is the last admin who can log in."""
    if active_admins == {leaving}:
        raise Conflict("staff.last_admin")


def seconds_to_wait(tries: int, oldest_age: float, limit: int = LOG_IN_TRIES) -> int:
    """Seconds until one more log-in may be tried, 0 if at once. Only tries within the window are counted."""
    if tries < limit:
        return 0
    return max(1, round(LOG_IN_WINDOW - oldest_age))
