import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from pydantic import SecretStr

from crm_backend.errors import Unauthorized
from crm_backend.kit.auth import sign, verify, with_secrets
from crm_backend.settings import Settings

SECRET = SecretStr("a secret of more than thirty-two bytes")
SOON = datetime.now(UTC) + timedelta(hours=1)


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    first, second = with_secrets(Settings(data=tmp_path)), with_secrets(Settings(data=tmp_path))
    assert first.secret_key.get_secret_value() == second.secret_key.get_secret_value() != ""
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_a_configured_secret_wins(tmp_path: Path) -> None:
    filled = with_secrets(Settings(data=tmp_path, bot_token=SecretStr("mine")))
    assert filled.bot_token.get_secret_value() == "mine"
    assert filled.actions_token.get_secret_value() != ""


def test_a_token_says_who_it_is_for_and_only_for_its_use() -> None:
    token = sign(SECRET, "chat", "identity-1", SOON)
    assert verify(SECRET, "chat", token)["sub"] == "identity-1"
    with pytest.raises(Unauthorized, match="wrong_token"):
        verify(SECRET, "identity", token)
    with pytest.raises(Unauthorized, match="wrong_token"):
        verify(SecretStr("another secret of thirty-two bytes!!"), "chat", token)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "not.a.token",
        jwt.encode({"sub": "x", "aud": "chat", "exp": SOON}, None, algorithm="none"),
        jwt.encode({"sub": "x", "aud": "chat"}, SECRET.get_secret_value(), algorithm="HS256"),
    ],
)
def test_forged_and_endless_tokens_are_refused(forged: str) -> None:
    with pytest.raises(Unauthorized, match="wrong_token"):
        verify(SECRET, "chat", forged)


def test_an_expired_token_says_so() -> None:
    token = sign(SECRET, "chat", "x", datetime.now(UTC) - timedelta(seconds=1))
    with pytest.raises(Unauthorized, match="token_expired"):
        verify(SECRET, "chat", token)
