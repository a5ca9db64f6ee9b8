"""Named errors. Services raise them; `kit.web` alone turns them into HTTP answers.

`code` names a sentence of `crm_backend/texts`, so that whoever reads the error reads it in their language;
`params` fill its placeholders.
"""


class RapportError(Exception):
    """Base of all errors that a caller can act on."""

    status = 500

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code


class Invalid(RapportError):
    """What was sent can't be used as it is."""

    status = 400


class Unauthorized(RapportError):
    """We don't know who is asking."""

    status = 401


class Forbidden(RapportError):
    """We know who is asking, and they may not."""

    status = 403


class NotFound(RapportError):
    """There is no such thing, or none that the caller may know of."""

    status = 404


class Conflict(RapportError):
    """Somebody was faster, or the state does not allow it."""

    status = 409


class TooLarge(RapportError):
    """Longer than the limit allows."""

    status = 413


class TooMany(RapportError):
    """A rate was exceeded; `retry_after` (seconds) is among the params."""

    status = 429


class Unavailable(RapportError):
    """Something we depend on does not answer."""

    status = 503
