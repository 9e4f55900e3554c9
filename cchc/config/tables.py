"""The tables of the database: brought up to date by one process at a time, on however many machines."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_LOCK = 0x63636863  # "cchc": a number of our own among PostgreSQL's advisory locks


@contextmanager
def alone() -> Iterator[None]:
    """Keep others from making this database ready while the block does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def missing_migrations() -> list[str]:
    """The migrations that the database has not seen yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


def are_made() -> bool:
    """Whether any program has made its tables here."""
    return "django_migrations" in connection.introspection.table_names()


def migrate() -> None:
    """Bring the tables up to date."""
    call_command("migrate", interactive=False, verbosity=0)
