"""What PostgreSQL saw of one request: how many statements, and how long each took, from its own log."""

import re
import time
from dataclasses import dataclass

from benchmarks import client
from benchmarks.served import Installation

_LINE = re.compile(r"duration: ([\d.]+) ms  (parse|bind|execute|statement)( [^:]*)?: (.*)")
_ASIDE = ("BEGIN", "COMMIT", "SET ", "ROLLBACK")


@dataclass(frozen=True)
class Statement:
    """One statement: milliseconds at the server, and its text."""

    ms: float
    sql: str


@dataclass(frozen=True)
class Seen:
    """The statements of one request, BEGIN, COMMIT and SET left out."""

    statements: tuple[Statement, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.statements)

    @property
    def slowest_ms(self) -> float:
        """The longest."""
        return max((one.ms for one in self.statements), default=0.0)


def statements_of(installation: Installation, port: int, request: bytes, source: str = "127.0.0.1") -> Seen:
    """Send one request and read in the server's log what it asked of the database."""
    installation.run("ALTER SYSTEM SET log_min_duration_statement = 0")
    installation.run("SELECT pg_reload_conf()")
    time.sleep(0.3)
    log = installation.server.log
    before = log.stat().st_size
    try:
        client.run(port, [request], 1, sources=[source])
        time.sleep(0.1)
        with log.open("rb") as file:
            file.seek(before)
            text = file.read().decode(errors="replace")
    finally:
        installation.run("ALTER SYSTEM RESET log_min_duration_statement")
        installation.run("SELECT pg_reload_conf()")
        time.sleep(0.3)
    found: list[Statement] = []
    waiting = 0.0
    for match in map(_LINE.search, text.splitlines()):
        if match is None:
            continue
        ms, kind, sql = float(match[1]), match[2], match[4]
        if kind in ("parse", "bind"):
            waiting += ms
            continue
        if not sql.startswith(_ASIDE):
            found.append(Statement(ms + waiting, sql))
        waiting = 0.0
    return Seen(tuple(found))
