"""What an installation chooses, read from the environment and from `var/`, checked before anything starts."""

import os
import secrets
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


def _own(path: Path) -> str:
    """A secret of this installation, made at its first start, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


class Environment(BaseSettings):
    """Each field is an environment variable of the same name in capitals, with CCHC_ before it.

    DATABASE_URL, SECRET_KEY and PORT have no prefix: hosting services set them under these names.
    """

    model_config = SettingsConfigDict(env_prefix="CCHC_", extra="ignore")

    var: Path = ROOT / "var"
    database_url: str = Field("", validation_alias="DATABASE_URL")
    given_secret_key: str = Field("", validation_alias="SECRET_KEY")
    allowed_hosts: Annotated[list[str], NoDecode] = ["*"]
    trusted_origins: Annotated[list[str], NoDecode] = []
    email_host: str = ""
    email_port: int = 25
    email_user: str = ""
    email_password: str = ""
    email_tls: bool = False
    email_from: str = "khong-tra-loi@localhost"
    public_url: str = ""
    clamd: str = ""

    @property
    def secret_key(self) -> str:
        """The key that signs sessions and links."""
        return self.given_secret_key or _own(self.var / "secret-key")
