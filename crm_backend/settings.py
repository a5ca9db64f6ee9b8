"""Every setting, with its default. Each can be set as an environment variable RAPPORT_<NAME>."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Times are seconds, sizes are characters or bytes as named."""

    model_config = SettingsConfigDict(env_prefix="RAPPORT_", env_ignore_empty=True, extra="ignore")

    # Where things are
    data: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    database_url: str = ""  # empty: SQLite in the data folder
    redis_url: str = ""  # only for several replicas
    assistant_url: str = "http://127.0.0.1:5005"
    public_url: str = ""  # as people see us, such as https://support.example.com; empty: as they asked
    trusted_proxies: list[str] = []  # addresses or networks whose X-Forwarded-For is believed
    demo: bool = True

    # Secrets: empty means made at the first start and kept in the data folder
    secret_key: SecretStr = SecretStr("")
    identity_secret: SecretStr = SecretStr("")  # the shop signs its customers with it
    actions_token: SecretStr = SecretStr("")
    bot_token: SecretStr = SecretStr("")

    # Limits towards customers
    max_message_characters: int = 4000
    max_frame_bytes: int = 65_536
    session_burst: int = 20
    session_messages_per_second: float = 2.0
    address_burst: int = 600
    address_messages_per_second: float = 60.0
    sessions_per_address_per_second: float = 20.0
    chat_origins: list[str] = []  # sites whose pages may hold the chat; empty: any

    # The assistant's turn
    turn_deadline: float = 3.0
    turn_attempts: int = 3
    turn_patience: float = 25.0  # how long an assistant that is away is waited for
    turn_backoff: float = 0.4  # doubled at each retry
    turn_lease: float = 20.0
    turns_at_once: int = 8

    # ./rapport serve: a part that keeps dying is started again after 0.5, 1, 2 ... seconds, at most this
    restart_backoff_limit: float = 15.0

    # Conversations that go quiet
    remind_after: float = 10 * 60
    abandon_after: float = 30 * 60
    sweep_every: float = 15.0

    # Rating
    survey_lifetime: float = 24 * 3600
    survey_afterword: float = 30 * 60  # how long a text after the close may still belong to it

    # Proving that an order is one's own
    proof_tries_per_order: int = 3
    proof_tries_per_conversation: int = 3
    proof_tries_per_address: int = 20
    proof_window: float = 3600

    # How the shop writes numbers and amounts
    phone_regions: list[str] = ["CN", "US"]  # of numbers without a country code, likeliest first
    default_currency: str = "CNY"

    pending_change_lifetime: float = 15 * 60
    chat_session_lifetime: float = 30 * 24 * 3600
    staff_session_lifetime: float = 12 * 3600
    invitation_lifetime: float = 7 * 24 * 3600

    # Crash tests only: kill the process when it passes the failpoint of this name
    failpoint: str = ""

    @cached_property
    def store_url(self) -> str:
        """The database URL, with an async driver."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{(self.data / 'rapport.sqlite3').resolve()}"
        scheme, _, rest = self.database_url.partition("://")
        return f"postgresql+asyncpg://{rest}" if scheme in ("postgres", "postgresql") else self.database_url
