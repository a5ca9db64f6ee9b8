"""Settings of the action server, read from the environment (RAPPORT_*)."""

from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ActionSettings(BaseSettings):
    """Times are seconds."""

    model_config = SettingsConfigDict(env_prefix="RAPPORT_", env_ignore_empty=True, extra="ignore")

    crm_url: str = "http://127.0.0.1:8080"
    actions_token: SecretStr = SecretStr("")
    crm_timeout: float = Field(1.2, gt=0)  # a turn has about 3 seconds, and an action may ask twice
    timezone: str = "UTC"  # in which days are told to customers

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZoneInfo(self.timezone)
