"""What every command that needs the database stands on: one is found or started, then Django is made ready."""

from collections.abc import Iterator
from contextlib import contextmanager

from cchc.config.cli import Refused
from cchc.config.database import database
from cchc.config.environment import Environment


def environment() -> Environment:
    """What this installation chose. Raises Refused where a setting cannot be read."""
    from pydantic import ValidationError

    try:
        return Environment.read()
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise Refused("settings cannot be read: " + "; ".join(lines)) from error


@contextmanager
def ready(*, migrated: bool = True) -> Iterator[Environment]:
    """Have the database and Django while the block runs. Raises Refused where its tables are not up to date."""
    chosen = environment()
    with database(chosen):
        import django
        from django.db import connections

        django.setup()
        try:
            if migrated:
                _require_tables()
            yield chosen
        finally:
            connections.close_all()


def _require_tables() -> None:
    """Make the tables of a database that nobody has used yet; refuse one that an older program made."""
    from cchc.config import tables

    if not tables.missing_migrations():
        return
    with tables.alone():
        if tables.missing_migrations() and tables.are_made():
            raise Refused("an older version made this database: start `cchc up` once, which brings it up to date.")
        tables.migrate()
