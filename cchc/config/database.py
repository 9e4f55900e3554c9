"""The database of a command: the one that was named, the one that runs already, or one started for it.

Three locks under var/, held by the kernel and so gone with their holder, however it ends:
`serving.lock` (one `cchc up`), `owning.lock` (whoever started the embedded server, until it has stopped it),
`using.lock` (shared by the commands that use a server that is not theirs).
"""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg

from cchc.config.environment import Environment
from cchc.config.postgres import DATABASE, CannotStart, EmbeddedPostgres

_PATIENCE = 90  # seconds that a command waits for another to start or end


@contextmanager
def held(path: Path, how: int = fcntl.LOCK_EX) -> Iterator[bool]:
    """Hold a lock while the block runs, and give True; False where somebody else holds it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as file:
        yield _take(file, how)


def _take(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def _socket_file(var: Path) -> Path:
    return var / "postgres.socket"


def running(var: Path) -> str:
    """The address of the embedded server that runs over `var`; empty where none answers."""
    try:
        url = f"postgresql://postgres@/{DATABASE}?host={_socket_file(var).read_text().strip()}"
    except OSError:
        return ""
    return url if _answers(url) else ""


@contextmanager
def database(environment: Environment, *, serving: bool = False) -> Iterator[EmbeddedPostgres | None]:
    """Have a database while the block runs, named by DATABASE_URL; give the server where it was started here.

    `serving`: this is `cchc up`, which must own the server, since it outlives other commands. Raises CannotStart.
    """
    if environment.database_url:
        yield None
        return
    var = environment.var
    deadline = time.monotonic() + _PATIENCE
    said = False
    while True:
        with held(var / "owning.lock") as owns:
            if owns:
                with _owned(var, serving) as server:
                    yield server
                return
        if not serving:
            with held(var / "using.lock", fcntl.LOCK_SH) as uses:
                url = running(var) if uses else ""
                if url:
                    os.environ["DATABASE_URL"] = url
                    yield None
                    return
        if time.monotonic() > deadline:
            raise CannotStart(f"Another cchc command holds the database of {var}, and does not end.")
        if serving and not said:
            print("Waiting for another cchc command to end.", file=sys.stderr)  # noqa: T201
            said = True
        time.sleep(0.05)


@contextmanager
def _owned(var: Path, serving: bool) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(var / "postgres")
    try:
        server.start()
        _socket_file(var).write_text(str(server.socket))
        os.environ["DATABASE_URL"] = server.url()
        yield server
    finally:
        with _alone(var, patient=not serving):
            _socket_file(var).unlink(missing_ok=True)
            server.stop()
            os.environ.pop("DATABASE_URL", None)


@contextmanager
def _alone(var: Path, *, patient: bool) -> Iterator[None]:
    """Keep other commands off the server; first let those end that use it, unless the whole program ends."""
    while True:
        with held(var / "using.lock") as alone:
            if alone or not patient:
                yield
                return
        time.sleep(0.05)
