"""Rows gathered during a transaction and written by one statement at its end.

On the hot path (filing, moving a step) rooms make their rows unsaved and hand them over; who makes a row is
its room, who sends it is the batch. Keys are made by the program (`identifiers.uuid7`), so rows can name each
other before any of them is written. PostgreSQL checks foreign keys at the end of the statement, so order is
free. A number that the database gives (`Taken`) is taken in the same statement and read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction


@dataclass(frozen=True)
class Taken:
    """The next number of a counter, as text: `before`, then the number with at least `width` digits, `after`."""

    counter: type[models.Model]
    key: tuple[tuple[str, Any], ...]
    before: str = ""
    width: int = 1
    after: str = ""


@dataclass
class _Batch:
    rows: list[models.Model] = field(default_factory=list)


_open: ContextVar[_Batch | None] = ContextVar("batch", default=None)


def add(row: models.Model) -> None:
    """Write `row` at the end of the open batch; at once where none is open."""
    current = _open.get()
    if current is None:
        row.save(force_insert=True)
    else:
        current.rows.append(row)


@contextmanager
def gathered() -> Iterator[None]:
    """Open a batch inside the transaction; the rows added are written when the block ends well."""
    if _open.get() is not None:
        yield
        return
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a batch outside a transaction could be written in part")
    current = _Batch()
    mark = _open.set(current)
    try:
        yield
    finally:
        _open.reset(mark)
    if current.rows:
        _write(current.rows)


_statements: dict[Any, str] = {}


def _columns(model: type[models.Model]) -> Sequence[models.Field[Any, Any]]:
    """The fields that the program fills; what the database fills (`db_default`) and the rest is left out."""
    return [f for f in model._meta.concrete_fields if f.editable or f.primary_key]


def _write(rows: list[models.Model]) -> None:
    """One statement: a CTE for each counter taken, one for each table, its rows as VALUES."""
    groups: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        groups.setdefault(type(row), []).append(row)
    counters: dict[tuple[type[models.Model], tuple[tuple[str, Any], ...]], str] = {}
    given: list[tuple[models.Model, str, str]] = []  # row, attribute, column of the answer
    parts: list[str] = []
    answers: list[str] = []
    counter_params: list[Any] = []
    params: list[Any] = []
    for model, group in groups.items():
        columns = _columns(model)
        lines = []
        for row in group:
            marks = []
            for column in columns:
                value = getattr(row, column.attname)
                if isinstance(value, Taken):
                    key = (value.counter, value.key)
                    if key not in counters:
                        counters[key] = f"n{len(counters)}"
                        counter_params += [part for _, part in value.key]
                    name = counters[key]
                    expression = (
                        "(%s::text || lpad(last::text, greatest(%s::int, length(last::text)), '0') || %s::text)"
                    )
                    marks.append(f"(SELECT {expression} FROM {name})")
                    params += [value.before, value.width, value.after]
                    given.append((row, column.attname, ""))
                else:
                    marks.append(f"%s::{column.db_type(connection)}".replace("::bigserial", "::bigint"))
                    params.append(column.get_db_prep_save(value, connection))
            lines.append("(" + ", ".join(marks) + ")")
        names = ", ".join(f'"{column.column}"' for column in columns)
        parts.append(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join(lines)}')
    ctes = [
        f"{name} AS ({_counter(counter, [part for part, _ in key])})" for (counter, key), name in counters.items()
    ]
    answers = [f"(SELECT last FROM {name})" for name in counters.values()]
    ctes += [f"r{index} AS ({part})" for index, part in enumerate(parts)]
    sql = f"WITH {', '.join(ctes)} SELECT {', '.join(answers) or '1'}"
    with connection.cursor() as cursor:
        cursor.execute(sql, counter_params + params)
        lasts = dict(zip(counters, cursor.fetchone() or (), strict=False))
    for row, attribute, _ in given:
        value = getattr(row, attribute)
        last = str(lasts[value.counter, value.key]).rjust(value.width, "0")
        setattr(row, attribute, f"{value.before}{last}{value.after}")
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _counter(model: type[models.Model], key: list[str]) -> str:
    table = model._meta.db_table
    names = [
        column for name in key for column in [f.column for f in model._meta.concrete_fields if f.name == name]
    ]
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("%s" for _ in names)
    return (
        f'INSERT INTO "{table}" ({quoted}, "last") VALUES ({marks}, 1) ON CONFLICT ({quoted}) '
        f'DO UPDATE SET "last" = "{table}"."last" + 1 RETURNING "last"'
    )
