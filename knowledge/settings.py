"""The settings of all processes that run in `.venv`: the only place that reads environment variables."""

from __future__ import annotations

import functools
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import limits
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ZONE = ZoneInfo("Asia/Shanghai")
ROOT = Path(__file__).resolve().parent.parent
_MIN_SECRET_LENGTH = 32
# As browsers write it: in small letters, without a path and without the port that the scheme has anyway.
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9a-f:]+\](?::[0-9]{1,5})?")
_DESK_PORT_IN_PRODUCTION = 8001


class SettingsError(ValueError):
    """The environment asks for something that cannot be; the message says what to change."""


class Settings(BaseSettings):
    """What can be set from outside; every field is described in docs/operations.md."""

    model_config = SettingsConfigDict(env_prefix="", env_ignore_empty=True, extra="ignore", frozen=True)

    app_env: Literal["development", "production"] = "development"
    database_url: str = ""
    redis_url: str = ""
    var_dir: Path = ROOT / "var"
    content_dir: Path = ROOT / "knowledge" / "content"
    host: str = "127.0.0.1"
    web_port: int = Field(default=8000, ge=1, le=65535)
    bot_port: int = Field(default=5005, ge=1, le=65535)
    actions_port: int = Field(default=5055, ge=1, le=65535)
    desk_port: int | None = Field(default=None, ge=1, le=65535)
    desk_host: str = "127.0.0.1"
    desk_url: str = ""
    desk_idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    desk_session_hours: int = Field(default=10, ge=1, le=7 * 24)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_role_claim: str = "roles"
    oidc_roles: str = ""
    bot_token: SecretStr = SecretStr("")
    bot_timeout: float = Field(default=8.0, gt=0, description="seconds web waits for the bot")
    show_examples: bool | None = None
    office_now: datetime | None = None
    office_clock_started: datetime | None = None
    secret_key: SecretStr = SecretStr("")
    contact_key: SecretStr = SecretStr("")
    contact_keys_before: SecretStr = SecretStr("")
    rate_limit: str = "30/minute"
    allowed_origins: str = ""
    event_streams: int = Field(default=1000, ge=1, description="open event streams of one web process")
    message_length: int = Field(default=500, ge=50, description="characters of one message")
    sms: Literal["file", "off"] = "file"
    sms_full_numbers: bool = False
    bot_tracker_url: str = ""
    public_url: str = ""
    wechat_app_id: str = ""
    wechat_app_secret: SecretStr = SecretStr("")
    wechat_token: SecretStr = SecretStr("")
    wechat_mode: Literal["plain", "compatible", "safe"] = "safe"
    wechat_aes_key: SecretStr = SecretStr("")
    wechat_previous_aes_key: SecretStr = SecretStr("")
    wechat_customer_messages: bool = True
    wechat_budget: float = Field(default=4.0, gt=0, lt=5, description="seconds for a passive reply")
    wechat_last_word: float = Field(default=4.5, gt=0, lt=5, description="seconds until 正在查询, without messages")
    wechat_deliveries: int = Field(default=3, ge=1, le=4)
    wechat_api_url: str = "https://api.weixin.qq.com"
    wechat_template_id: str = ""
    wechat_subscription_id: str = ""
    wecom_corp_id: str = ""
    wecom_secret: SecretStr = SecretStr("")
    wecom_token: SecretStr = SecretStr("")
    wecom_aes_key: SecretStr = SecretStr("")
    wecom_api_url: str = "https://qyapi.weixin.qq.com"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("rate_limit")
    @classmethod
    def _limit(cls, value: str) -> str:
        limits.parse(value)
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for origin in _listed(value):
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"https://host or https://host:port was expected, without a path, came {origin!r}")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://")):
            raise ValueError("redis://… or rediss://… was expected")
        return value

    @field_validator("wechat_aes_key", "wechat_previous_aes_key", "wecom_aes_key")
    @classmethod
    def _aes_key(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not re.fullmatch(r"[A-Za-z0-9+/]{43}", value.get_secret_value()):
            raise ValueError("an EncodingAESKey of 43 characters was expected")
        return value

    @field_validator("public_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("https://… was expected")
        return value.rstrip("/")

    @field_validator("office_now", "office_clock_started")
    @classmethod
    def _zoned(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=ZONE)
        return value

    @model_validator(mode="after")
    def _channels_are_whole(self) -> Settings:
        if self.wechat_on:
            if not self.wechat_app_id:
                raise ValueError("WECHAT_TOKEN is set: WECHAT_APP_ID is needed too")
            if self.wechat_mode != "plain" and not self.wechat_aes_key.get_secret_value():
                raise ValueError(f"WECHAT_MODE={self.wechat_mode} needs WECHAT_AES_KEY")
            if self.wechat_mode != "safe" and self.app_env == "production":
                raise ValueError("WECHAT_MODE must be safe with APP_ENV=production")
            if self.wechat_customer_messages and not self.wechat_app_secret.get_secret_value():
                raise ValueError("WECHAT_APP_SECRET is needed, or WECHAT_CUSTOMER_MESSAGES=false")
        needed = (self.wecom_secret, self.wecom_token, self.wecom_aes_key)
        if self.wecom_on and not all(value.get_secret_value() for value in needed):
            raise ValueError("WECOM_CORP_ID is set: WECOM_SECRET, WECOM_TOKEN and WECOM_AES_KEY are needed too")
        return self

    @model_validator(mode="after")
    def _single_sign_on_is_complete(self) -> Settings:
        needed = ("desk_url", "oidc_client_id", "oidc_roles") if self.oidc_issuer else ()
        missing = [name.upper() for name in needed if not getattr(self, name)]
        if missing:
            raise ValueError(f"OIDC_ISSUER needs {', '.join(missing)} too")
        roles = [part.rpartition("=")[2].strip() for part in self.oidc_roles.split(",") if part.strip()]
        if any(role not in ("viewer", "editor", "publisher", "admin") for role in roles):
            raise ValueError("OIDC_ROLES: value=role was expected, with viewer, editor, publisher or admin as the role")
        return self

    @model_validator(mode="after")
    def _production_is_strict(self) -> Settings:
        if self.app_env == "production":
            if self.office_now is not None:
                raise ValueError("OFFICE_NOW is refused with APP_ENV=production: unset it")
            for name in ("secret_key", "contact_key"):
                if len(getattr(self, name).get_secret_value()) < _MIN_SECRET_LENGTH:
                    raise ValueError(f"{name.upper()} needs {_MIN_SECRET_LENGTH} or more characters in production")
        return self

    @property
    def database(self) -> str:
        """The database URL; SQLite under `var_dir` when none is set."""
        return self.database_url or f"sqlite:///{self.var_dir / 'office.sqlite3'}"

    @property
    def desk_listener(self) -> int | None:
        """The port on which the desk and /metrics listen alone; None when they share the public one.

        Production never shows them on the public port.
        """
        return self.desk_port or (_DESK_PORT_IN_PRODUCTION if self.app_env == "production" else None)

    @property
    def tracker(self) -> str:
        """The URL of the bot's tracker store, by the rule of `bot/__main__.py`."""
        kept = self.database_url if self.database_url.startswith("postgres") else ""
        return self.bot_tracker_url or kept or f"sqlite:///{self.var_dir / 'tracker.sqlite3'}"

    @property
    def examples_visible(self) -> bool:
        """Whether example data may be shown (by default: not in production)."""
        return self.app_env != "production" if self.show_examples is None else self.show_examples

    @property
    def origins(self) -> frozenset[str]:
        """The origins of pages that may embed the chat, besides our own."""
        return frozenset(_listed(self.allowed_origins))

    @property
    def wechat_on(self) -> bool:
        """Whether the Official Account is served: its token is set."""
        return bool(self.wechat_token.get_secret_value())

    @property
    def wecom_on(self) -> bool:
        """Whether 微信客服 is served: its CorpID is set."""
        return bool(self.wecom_corp_id)

    @property
    def bot_url(self) -> str:
        """Where the bot listens (loopback)."""
        return f"http://127.0.0.1:{self.bot_port}"


@functools.cache
def load_settings() -> Settings:
    """Read the environment once; raise `SettingsError` with one plain line when it makes no sense."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            ": ".join([*map(_upper, item["loc"]), item["msg"].removeprefix("Value error, ")]) for item in error.errors()
        )
        raise SettingsError(problems) from None


def settings_or_exit() -> Settings:
    """Read the environment; a problem ends the process with one line and status 1."""
    try:
        return load_settings()
    except SettingsError as error:
        sys.exit(f"error: {error}")


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _upper(part: object) -> str:
    return str(part).upper()
