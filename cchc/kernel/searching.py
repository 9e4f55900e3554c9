"""Rows found by the words of a column `search`, few or many, among a thousand rows or a million.

Frequent words are found among the newest rows, which are read in the order of the list until enough were looked
through. Rare ones are found by the full-text index (`GinIndex(SearchVector("search", config="simple"))`), which is
asked only where the newest rows brought too few. What was found comes back as keys: a condition that asks for both
at once makes PostgreSQL read every row.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cchc.kernel.text import digits, words

Q = TypeVar("Q", bound=QuerySet[Any])

WALK = 5000  # newest rows that are looked through first
ENOUGH = 26  # hits among them that need no more
MOST = 2001  # hits of which a list is made
_LEAST_DIGITS = 4  # a number typed with dots and dashes, or its last digits


def terms(text: str) -> list[str]:
    """What is looked for: each word, or one number where what was typed is mostly digits."""
    number = digits(text)
    if len(number) >= _LEAST_DIGITS and len(number) >= len(text.strip()) // 2:
        return [number]
    return words(text)


def found(rows: Q, text: str, *, newest: tuple[str, ...]) -> Q:
    """Those of `rows` with every word of `text`; all where it has none. `newest` is the order of the list."""
    wanted = terms(text)
    if not wanted:
        return rows
    keys, is_whole = _among_newest(rows, wanted, newest)
    if not is_whole and len(keys) < ENOUGH:
        sought = " & ".join(f"{word}:*" if word.isdecimal() else word for word in wanted)
        hits = rows.annotate(found=SearchVector("search", config="simple")).filter(
            found=SearchQuery(sought, search_type="raw", config="simple")
        )
        keys = list({*keys, *hits.order_by().values_list("pk", flat=True)[:MOST]})
    return rows.filter(pk__in=RawSQL("SELECT unnest(%s::uuid[])", [keys]))


def _among_newest(rows: QuerySet[Any], wanted: list[str], newest: tuple[str, ...]) -> tuple[list[Any], bool]:
    """The keys of the newest rows with every word, and whether there are no others than those looked through."""
    walk, params = rows.order_by(*newest).values("pk", "search")[:WALK].query.sql_with_params()
    has_words = " AND ".join(["search LIKE %s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH walk (id, search) AS MATERIALIZED ({walk}) SELECT (SELECT count(*) FROM walk), "  # noqa: S608
            f"ARRAY(SELECT id FROM walk WHERE {has_words} LIMIT {MOST})",
            [*params, *(f"%{word}%" for word in wanted)],
        )
        count, keys = cursor.fetchone() or (0, [])
    return keys, count < WALK
