"""What an installation chooses, read from the environment and from `var/`, checked before anything starts."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


def own_secret(path: Path) -> str:
    """A secret of this installation, made when it is first asked for, readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")  # threads share the number of their process
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(fresh, path)  # whole, or not at all: another process may be doing the same
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


class Environment(BaseSettings):
    """Each field is an environment variable of the same name in capitals, with CCHC_ before it.

    DATABASE_URL, SECRET_KEY and PORT have no prefix: hosting services set them under these names.
    Lists are written with commas between their parts.
    """

    model_config = SettingsConfigDict(env_prefix="CCHC_", extra="ignore")

    var: Path = ROOT / "var"
    database_url: str = Field("", validation_alias="DATABASE_URL")
    given_secret_key: str = Field("", validation_alias="SECRET_KEY")
    host: str = "127.0.0.1"
    port: int | None = Field(None, validation_alias="PORT")
    web_workers: int = Field(2, ge=1, le=64)
    web_threads: int = Field(2, ge=1, le=64)
    allowed_hosts: Annotated[list[str], NoDecode] = ["*"]
    trusted_origins: Annotated[list[str], NoDecode] = []
    behind_proxy: bool = False
    hsts_seconds: int = Field(0, ge=0)
    email_host: str = ""
    email_port: int = 25
    email_user: str = ""
    email_password: str = ""
    email_tls: bool = False
    email_from: str = "khong-tra-loi@localhost"
    public_url: str = ""
    clamd: str = ""
    log: Literal["line", "json"] = "line"
    idle_minutes: int = Field(60, ge=1)
    applicant_idle_minutes: int = Field(240, ge=1)
    draft_days: int = 30
    first_answer_hours: int = 8

    @field_validator("allowed_hosts", "trusted_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("port", mode="before")
    @classmethod
    def _nothing_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("var")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @classmethod
    def read(cls) -> "Environment":
        """What is chosen at this moment. Raises pydantic's ValidationError, which names the variable."""
        return cls()  # type: ignore[call-arg]  # read from the environment, under other names

    @property
    def secret_key(self) -> str:
        """The key that signs sessions and links."""
        return self.given_secret_key or own_secret(self.var / "secret-key")

    @property
    def is_https(self) -> bool:
        """Whether people reach this installation by an encrypted address."""
        return self.public_url.startswith("https://")
