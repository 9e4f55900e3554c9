"""Whether an installation is ready as it stands: the same program over the same tables as at its last start."""

import hashlib
import site
from pathlib import Path

import psycopg

import cchc

_ASIDE = {"__pycache__", "tests"}


def state(url: str, *words: str) -> str:
    """What changes whenever the program, its packages or the tables of the database change.

    It spares a second start the loading of Django only to find that there is nothing to do.
    """
    found = hashlib.sha256(" ".join(words).encode())
    root = Path(cchc.__file__).parent
    for path in sorted(root.rglob("*")):
        if path.is_file() and not _ASIDE & set(path.parts):
            known = path.stat()
            found.update(f"{path} {known.st_size} {known.st_mtime_ns}\n".encode())
    for folder in site.getsitepackages():
        found.update(" ".join(sorted(path.name for path in Path(folder).glob("*.dist-info"))).encode())
    with psycopg.connect(url) as connection:
        for question in (
            "SELECT app, name FROM django_migrations ORDER BY app, name",
            "SELECT DISTINCT is_demo FROM identity_agency ORDER BY 1",
        ):
            try:
                found.update(repr(connection.execute(question).fetchall()).encode())
            except psycopg.errors.UndefinedTable:
                return ""
    return found.hexdigest()
