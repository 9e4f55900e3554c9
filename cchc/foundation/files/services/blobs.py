"""The bytes on disk, each content once, under its own SHA-256: aa/bb/aabb…, outside the web root."""

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from cchc.foundation.files.rules import digest


def place(sha256: str) -> Path:
    """Where the content with this hash lies."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def put(content: bytes) -> str:
    """Keep `content`, whole or not at all, also when the power fails; returns its hash."""
    sha256 = digest(content)
    target = place(sha256)
    if target.exists():
        os.utime(target)  # it is wanted again: the sweep counts from now
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    passing = target.with_name(f".{sha256[:16]}-{secrets.token_hex(8)}.part")
    handle = os.open(passing, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        passing.rename(target)
    except BaseException:
        passing.unlink(missing_ok=True)
        raise
    for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
        _sync(folder)
    return sha256


def _sync(folder: Path) -> None:
    """Make the folder's entries lasting, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def old(before: datetime) -> Iterator[Path]:
    """The contents, and the remains of interrupted writes, that nobody has put since before a moment."""
    for path in sorted(Path(settings.FILES_ROOT).glob("??/??/*")):
        try:
            if path.stat().st_mtime < before.timestamp():
                yield path
        except FileNotFoundError:
            continue
