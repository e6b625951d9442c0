"""What the bot is told from outside: environment and `.env`. Built in bot/commands/cli.py, never at
import.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_config_dir
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

import content

PREFIX = "APPEALBOT_"
TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{20,}")
ADDRESS = re.compile(r"https?://[!-~]+")
HOST = re.compile(r"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
BUNDLED = Path(content.__file__).parent / "packs" / "liaoning-seven"


PAID = (
    "Paid broadcasts are on: beyond 30 messages a second Telegram takes 0.1 Stars for each message"
    " from the bot's balance. They need 100,000 Stars and 100,000 monthly users."
)


class SettingsProblem(Exception):
    """A setting is missing or cannot be used. The message names the variable and what to write."""


def _key_file() -> Path:
    return Path(user_config_dir("appealbot")) / "key"


def _database(values: dict[str, Any]) -> str:
    return f"sqlite:///{values['data_dir']}/appealbot.db"


class Settings(BaseSettings):
    """Everything that can be set; see README for what each means."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True,
        hide_input_in_errors=True,
    )  # fmt: skip

    token: SecretStr
    telegram_api_url: str = "https://api.telegram.org"
    data_dir: Path = Path("data")
    database_url: str = Field(default_factory=_database)
    key_file: Path = Field(default_factory=_key_file)
    key: SecretStr | None = None
    pack: Path | None = BUNDLED
    paid_broadcast: bool = False  # costs: see PAID
    memory_limit_mb: int | None = Field(default=None, ge=100)

    @property
    def store_file(self) -> Path | None:
        """The file of the store; None for one in memory or an address that is none."""
        try:
            name = make_url(self.database_url).database
        except ArgumentError:
            return None
        return Path(name) if name and name != ":memory:" else None

    @field_validator("pack", mode="before")
    @classmethod
    def _no_pack(cls, value: Any) -> Any:
        """`none`: an empty store stays empty, and the team builds the campaign in the chat."""
        return None if str(value).strip().lower() == "none" else value

    @field_validator("token")
    @classmethod
    def _shape(cls, value: SecretStr) -> SecretStr:
        if not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("not the shape of a token")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        """An address that a request can be made to: a host in ASCII, a port that exists, no user,
        no query.
        """
        parts = urlsplit(value)
        host = parts.hostname or ""
        more = parts.username is not None or parts.query or parts.fragment
        if not ADDRESS.fullmatch(value) or more or parts.port == 0:
            raise ValueError("not a web address")
        if ":" in host:
            IPv6Address(host)
        elif not HOST.fullmatch(host):
            raise ValueError("not a host")
        return value

    @field_validator("database_url")
    @classmethod
    def _store_address(cls, value: str) -> str:
        try:
            make_url(value)
        except ArgumentError as wrong:
            raise ValueError("not an address of a database") from wrong
        return value


WRITE = {
    "token": (
        "write the token that @BotFather gave you, like 123456789:AAF..., or run: appealbot init"
    ),
    "paid_broadcast": (
        "write true or false; true costs 0.1 Stars for each message beyond 30 a second"
    ),
    "memory_limit_mb": "write a whole number of megabytes, at least 100",
    "database_url": "write a SQLite address such as sqlite:///data/appealbot.db",
    "telegram_api_url": (
        "write an address like https://api.telegram.org or http://127.0.0.1:8081, without /bot"
    ),
}


def load(**known: Any) -> Settings:
    """The settings from the environment and `.env`; SettingsProblem in plain sentences."""
    try:
        return Settings(**known)
    except ValidationError as error:
        names = dict.fromkeys(
            str(found["loc"][0])
            for found in error.errors()
            if found["type"] != "default_factory_not_called"
        )
        sentences = [
            f"{PREFIX}{name.upper()}: {WRITE.get(name, 'this value cannot be used')}."
            for name in names
        ]
    except (OSError, UnicodeDecodeError):
        sentences = [
            "The file .env cannot be read: check its owner, its mode and that it is UTF-8 text."
        ]
    raise SettingsProblem("\n".join(sentences))
