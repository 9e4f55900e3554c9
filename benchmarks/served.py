"""The program as `cchc up` serves it, over a database and a folder of its own that are thrown away."""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def installation() -> Iterator["Installation"]:
    """Have an empty installation with Django ready in this process while the block runs."""
    base = ROOT / "var"
    base.mkdir(exist_ok=True)
    var = Path(tempfile.mkdtemp(prefix="bench-", dir=base))
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"CCHC_VAR": str(var), "DJANGO_SETTINGS_MODULE": "cchc.config.settings.prod"}
    from cchc.config.database import database, held
    from cchc.config.environment import Environment

    chosen = Environment.read()
    try:
        with held(var / "serving.lock", fcntl.LOCK_EX), database(chosen, serving=True) as server:
            if server is None:
                raise RuntimeError("the bench starts a database of its own")
            import django

            django.setup()
            from django.core.management import call_command
            from django.db import connections

            call_command("migrate", interactive=False, verbosity=0)
            try:
                yield Installation(chosen, server)
            finally:
                connections.close_all()
    finally:
        shutil.rmtree(var, ignore_errors=True)


class Installation:
    """An installation, its server, and the web servers that were started over its databases."""

    def __init__(self, chosen, server) -> None:
        self.chosen, self.server = chosen, server
        self.web = 0  # the process of the web server whose processor time is read
        self.webs: list[int] = []  # all that were started, in order

    @contextmanager
    def program(self, database: str = "cchc", settings: str = "cchc.config.settings.prod") -> Iterator[int]:
        """Serve one database as `cchc up` does, and give the port.

        The background worker is ended once the first page was answered: the jobs of a measured request are done
        later, and not by the floors either.
        """
        from cchc.config.program import Program, free_port

        os.environ |= {"DATABASE_URL": self.server.url(database), "DJANGO_SETTINGS_MODULE": settings}
        program = Program(self.chosen, free_port(self.chosen), self.server)
        try:
            program.prepare(demo=False)
            program.start()
            program.children.pop("jobs").kill()
            self.web = program.children["web"].pid
            self.webs.append(self.web)
            yield program.port
        finally:
            program.stop()
            os.environ |= {
                "DATABASE_URL": self.server.url(), "DJANGO_SETTINGS_MODULE": "cchc.config.settings.prod"
            }  # fmt: skip

    def copy(self, name: str, of: str = "cchc") -> None:
        """Copy a database under another name."""
        from django.db import connections

        connections.close_all()
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')

    def run(self, sql: str, database: str = "cchc") -> list[tuple]:
        """One statement, outside Django."""
        with psycopg.connect(self.server.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def using(database: str) -> Iterator[None]:
    """Let this process's Django work with a copy of the database while the block runs."""
    from django.db import connection

    from cchc.kernel import generations

    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    generations.forget_all()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        generations.forget_all()


def say(words: str = "") -> None:
    """A line for who waits."""
    print(words, flush=True)


def warn(words: str) -> None:
    """A line that is no result."""
    print(words, file=sys.stderr, flush=True)
