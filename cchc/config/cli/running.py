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


def missing_migrations() -> list[str]:
    """The migrations that the database has not seen yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


def _require_tables() -> None:
    """Bring a database up to date that nobody has used yet; refuse one that an older program made."""
    from django.core.management import call_command
    from django.db import connection

    if not missing_migrations():
        return
    if "django_migrations" in connection.introspection.table_names():
        raise Refused(
            "the database was made by an older version: start `cchc up` once, which brings it up to date."
        )
    call_command("migrate", interactive=False, verbosity=0)
