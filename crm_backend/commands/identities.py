"""Prove who a customer is, as the shop's server would: with a signed identity."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from crm_backend.commands.instances import at_url
from crm_backend.commands.places import settings_for
from crm_backend.commands.words import Stop
from crm_backend.kit.auth import sign, with_secrets

LIFETIME = timedelta(hours=1)


@dataclass(frozen=True)
class Signer:
    """Signs with the instance's identity secret; without one, the demo shop does it."""

    url: str
    secret: SecretStr | None

    async def identity(self, http: aiohttp.ClientSession, customer: str) -> str:
        """A signed identity of the customer with this external id."""
        if self.secret is not None:
            return sign(self.secret, "identity", customer, datetime.now(UTC) + LIFETIME)
        try:
            async with http.post(f"{self.url.rstrip('/')}/demo/identity", json={"customer": customer}) as response:
                answer = await response.json(content_type=None)
                return str(answer["identity"])
        except (aiohttp.ClientError, ValueError, KeyError, TypeError):
            raise Stop("no_identity_secret", url=self.url) from None


def signer_for(url: str, data: Path | None) -> Signer:
    """Of the instance at `url`: from RAPPORT_IDENTITY_SECRET, else from the data folder that is known for it."""
    configured = settings_for(data).identity_secret
    if configured.get_secret_value():
        return Signer(url, configured)
    folder = data or instance_data(url)
    if folder is None or not (folder / "secrets.json").exists():
        return Signer(url, None)
    return Signer(url, with_secrets(settings_for(folder)).identity_secret)


def instance_data(url: str) -> Path | None:
    """The data folder of the instance of this machine at `url`."""
    found = at_url(url)
    return found.data if found is not None else None
