"""What the tests of every room lean on: statements counted by table, and a browser whose GET cannot write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from django.db import connection
from django.test import Client

_WORD = re.compile(r"""'(?:[^']|'')*'|"(?P<name>[^"]+)"|(?P<word>[A-Za-z_][\w.]*)|(?P<mark>[()])""")
_ASIDE = {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET", "SHOW", "LOCK", "START"}
_WRITING = {"INSERT": "INTO", "UPDATE": "UPDATE", "DELETE": "FROM", "TRUNCATE": "TRUNCATE", "COPY": "COPY"}
_MAY_BE_WRITTEN_BY_GET = "audit_"


def _words(sql: str) -> list[tuple[int, str]]:
    """Each word of a statement, with how many brackets it stands in. Quoted names keep their quotes."""
    found: list[tuple[int, str]] = []
    depth = 0
    for match in _WORD.finditer(sql):
        if match["mark"] == ")":
            depth -= 1
        elif match["mark"] or match["name"] or match["word"]:
            found.append((depth, match[0]))
            depth += match["mark"] == "("
    return found


def table_of(sql: str) -> str:
    """The table that a statement is about: the first after its own FROM, INTO or UPDATE.

    Tables that are joined, or asked in a subquery, do not count. Where its own FROM is a subquery or a common
    table expression, it is the first table in there. Without any table, the statement's second word stands for it.
    """
    words = _words(sql)
    pairs = list(pairwise(words))
    made_here = {word for (_, word), (_, after) in pairs if after.upper() == "AS"} if sql[:5] == "WITH " else set()
    tables: list[tuple[int, str]] = []
    before = ""
    own_from = False
    for (depth, word), (_, after) in pairs:
        is_lead = word.upper() in {"FROM", "INTO"} or (
            word.upper() == "UPDATE" and before.upper() not in {"DO", "FOR", "KEY"}
        )
        if is_lead and depth == 0 and word.upper() == "FROM" and after == "(":
            own_from = True
            tables.clear()
        elif is_lead and after != "(" and after not in made_here:
            tables.append((depth, after.strip('"')))
        before = word
    if not own_from:
        tables.sort(key=lambda found: found[0] > 0)
    if tables:
        return tables[0][1]
    return words[min(1, len(words) - 1)][1] if words else ""


def tables_written(sql: str) -> set[str]:
    """The tables that a statement would write, also inside common table expressions."""
    written: set[str] = set()
    words = [word for _, word in _words(sql)]
    for index, word in enumerate(words[:-1]):
        verb = word.upper()
        lead = _WRITING.get(verb)
        if lead is None or (index and words[index - 1].upper() in {"DO", "FOR", "KEY", "ON"}):
            continue
        place = index if lead == verb else index + 1
        if place < len(words) - 1 and words[place].upper() == lead:
            written.add(words[place + 1].strip('"'))
    return written


@contextmanager
def _watched(see: Callable[[str], None]) -> Iterator[None]:
    def wrapper(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string(None)
        if text.lstrip().partition(" ")[0].upper().rstrip(";") not in _ASIDE:
            see(text)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield


@contextmanager
def assert_queries(**expected: int) -> Iterator[list[str]]:
    """Let the block send just this many statements about each table, and none about any other.

    `with assert_queries(identity_user=1, dossiers_dossier=2): client.get(page)`. Transactions and savepoints are
    left out. Gives the list of statements, which is filled as they are sent.
    """
    sent: list[str] = []
    with _watched(sent.append):
        yield sent
    counted: dict[str, int] = {}
    for sql in sent:
        counted[table_of(sql)] = counted.get(table_of(sql), 0) + 1
    if counted != expected:
        odd = {name for name in {*counted, *expected} if counted.get(name, 0) != expected.get(name, 0)}
        lines = [
            f"  {name}: expected {expected.get(name, 0)}, sent {counted.get(name, 0)}" for name in sorted(odd)
        ]
        lines += [f"    {sql[:400]}" for sql in sent if table_of(sql) in odd]
        raise AssertionError("other statements than expected\n" + "\n".join(lines))


@contextmanager
def only_looks() -> Iterator[None]:
    """Refuse every statement in the block that writes a table which is not of the record of looks (audit)."""

    def see(sql: str) -> None:
        bad = sorted(name for name in tables_written(sql) if not name.startswith(_MAY_BE_WRITTEN_BY_GET))
        if bad:
            raise AssertionError(f"a GET may not write {', '.join(bad)}: {sql[:400]}")

    with _watched(see):
        yield


class Browser(Client):
    """Django's test client, whose GET and HEAD may write nothing but that somebody looked."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """Ask for a page; fails where the page writes."""
        with only_looks():
            return super().get(*args, **kwargs)

    def head(self, *args: Any, **kwargs: Any) -> Any:
        """Ask for the head of a page; fails where the page writes."""
        with only_looks():
            return super().head(*args, **kwargs)
