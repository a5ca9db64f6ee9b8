"""Secrets of this installation, service tokens, and signed tokens for chat sessions and customers."""

import hmac
import json
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

import jwt
from aiohttp import web
from pydantic import SecretStr

from crm_backend.errors import Unauthorized
from crm_backend.kit.web import SETTINGS
from crm_backend.settings import Settings

_NAMES = ("secret_key", "identity_secret", "actions_token", "bot_token")
_ALGORITHM = "HS256"


def with_secrets(settings: Settings) -> Settings:
    """The settings with every secret filled: as configured, else from DATA/secrets.json, else made now."""
    path = settings.data / "secrets.json"
    kept: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    missing = {name: secrets.token_urlsafe(32) for name in _NAMES if name not in kept}
    if missing:
        kept |= missing
        _write_private(path, json.dumps(kept, indent=2))
    filled = {name: SecretStr(kept[name]) for name in _NAMES if not getattr(settings, name).get_secret_value()}
    return settings.model_copy(update=filled)


def _write_private(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)
    temporary.replace(path)


def bearer(request: web.Request) -> str:
    """The token of an Authorization header; Unauthorized without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorized("web.no_token")
    return token.strip()


def require_service(request: web.Request, *names: str) -> None:
    """Let only the named services in ("actions", "bot"), by their tokens."""
    given = bearer(request).encode()
    settings = request.app[SETTINGS]
    known = (getattr(settings, f"{name}_token").get_secret_value().encode() for name in names)
    if not any(hmac.compare_digest(given, token) for token in known):
        raise Unauthorized("web.wrong_token")


def sign(secret: SecretStr, kind: str, subject: str, expires_at: datetime, **claims: str | None) -> str:
    """A JWT (HS256) that says `subject`, good for one `kind` of use only."""
    payload = {"sub": subject, "aud": kind, "exp": expires_at, **claims}
    return jwt.encode(payload, secret.get_secret_value(), algorithm=_ALGORITHM)


def verify(secret: SecretStr, kind: str, token: str) -> dict[str, Any]:
    """The claims of a token of ours; Unauthorized if it is forged, expired or meant for another use."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            secret.get_secret_value(),
            algorithms=[_ALGORITHM],
            audience=kind,
            options={"require": ["exp", "sub"]},
        )
    except jwt.ExpiredSignatureError:
        raise Unauthorized("web.token_expired") from None
    except jwt.InvalidTokenError:
        raise Unauthorized("web.wrong_token") from None
    return claims
