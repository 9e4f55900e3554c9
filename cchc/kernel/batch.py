"""Rows gathered during a transaction and written by one statement at its end.

On the hot path (filing, moving a step) rooms make their rows unsaved and hand them over; who makes a row is its
room, who sends it is the batch. Keys are made by the program (`identifiers.uuid7`), so rows can name each other
before any of them is written. PostgreSQL checks foreign keys at the end of the statement, so order is free. A
number that the database gives (`Taken`) is taken in the same statement and read back. Jobs ride along (`jobs`), as
do changes of rows that must still be as they were read (`change`).

The text of a statement depends on its shape alone (tables, rows, numbers taken), so it is made once, kept, and
prepared by the server. Where it is all that a transaction does (`at_once`), it is sent without BEGIN and COMMIT.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from operator import itemgetter
from types import NoneType
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, DataError, connection, connections, models, transaction
from django.db.models.base import ModelState
from psycopg.errors import DivisionByZero
from psycopg.pq import TransactionStatus

from cchc.kernel.compiled import numbered, raw_cursor
from cchc.kernel.lifecycle import Conflict

M = TypeVar("M", bound=models.Model)
Key = tuple[type[models.Model], tuple[str, ...]]  # a counter's table and the fields that name one of its rows
Places = tuple[tuple[int, int], ...]  # which value of a table's rows, counted through, is which counter's number

_PLAIN = frozenset({str, int, bool, NoneType, UUID, datetime, date, Decimal})  # as the driver takes them


@dataclass(frozen=True)
class Taken:
    """The next number of a counter, as text: `before`, then the number with at least `width` digits.

    `counter` is a table with an integer `last` and a unique constraint over the fields of `key`.
    """

    counter: type[models.Model]
    key: tuple[tuple[str, Any], ...]
    before: str = ""
    width: int = 1


class Overtaken(Conflict):
    """A row that the batch was to change is not as it was read. Nothing was written."""


@dataclass(frozen=True)
class _Change:
    model: type[models.Model]
    where: tuple[tuple[str, Any], ...]
    values: tuple[tuple[str, Any], ...]
    row: models.Model | None = None  # that has the values, where one does: a number taken is put into it


@dataclass
class _Batch:
    rows: list[models.Model] = field(default_factory=list)
    changes: list[_Change] = field(default_factory=list)
    calls: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)


_open: ContextVar[_Batch | None] = ContextVar("batch", default=None)


def new(model: type[M], **values: Any) -> M:
    """An unsaved row, as the model's constructor makes it, for a small part of its time: values by column.

    A row of another table is named by its key (`unit_id`); what is not named has its default.
    """
    usual, made, names = _blank(model)
    if not names.issuperset(values):
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(values.keys() - names))}")
    row = model.__new__(model)
    row.__dict__.update(usual, _state=ModelState(), **values)
    for name, make in made:
        if name not in values:
            row.__dict__[name] = make()
    return row


@lru_cache(maxsize=128)
def _blank(
    model: type[models.Model],
) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...], frozenset[str]]:
    """What every new row has, what is made for each one, and the names of all columns."""
    columns = model._meta.concrete_fields
    made = {
        column.attname: column.default for column in columns if column.has_default() and callable(column.default)
    }
    usual = {column.attname: None if column.attname in made else column.get_default() for column in columns}
    return usual, tuple(made.items()), frozenset(usual)


def add(row: models.Model) -> None:
    """Write `row` at the end of the open batch; at once where none is open."""
    current = _open.get()
    if current is None:
        row.save(force_insert=True)
    else:
        current.rows.append(row)


def waiting(model: type[M]) -> list[M]:
    """The rows of a table that the open batch has not written yet: what a handler cannot find in the database."""
    current = _open.get()
    return [row for row in current.rows if isinstance(row, model)] if current else []


def change(model: type[models.Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Change the one row that is as `where` says (columns by attribute; None: empty) along with the open batch.

    Whoever read the row without holding it names what must not have changed since. Raises Overtaken, where the
    batch is written, if there is no such row: then nothing is.
    """
    current = _open.get()
    if current is not None:
        current.changes.append(_Change(model, tuple(where.items()), tuple(values.items())))
    elif not model._default_manager.filter(**where).update(**values):
        raise Overtaken


def write(row: models.Model, *names: str) -> None:
    """Write some columns (by attribute) of a row that is held, along with the open batch; without one, at once.

    The values are those that it has now. A row that waits in the batch itself is written as it is by then.
    """
    current, key = _open.get(), str(row._meta.pk.attname)
    if current is None:
        row.save(update_fields=names)
        return
    if any(row is one for one in current.rows):
        return
    where = {key: row.pk}
    if any(one.model is type(row) and where.items() <= dict(one.where).items() for one in current.changes):
        flush()  # one statement changes a row once
    values = tuple((name, row.__dict__[name]) for name in names)
    current.changes.append(_Change(type(row), tuple(where.items()), values, row))


def flush(before: type[models.Model] | None = None) -> None:
    """Write what the open batch holds so far, where it changes rows: for whoever must find them changed.

    `before`: only where it changes rows of this table, which must be done before others are added to it.
    """
    current = _open.get()
    if current is None or not any(before in (None, one.model) for one in current.changes):
        return
    _write(current)
    current.rows, current.changes, current.calls = [], [], []


def add_call(insert: str, params: tuple[Any, ...], otherwise: Callable[[], object]) -> None:
    """Run an INSERT of another library's table along with the open batch; where none is open, `otherwise`."""
    current = _open.get()
    if current is None:
        otherwise()
    else:
        current.calls.append((insert, params))


@contextmanager
def at_once() -> Iterator[None]:
    """A transaction that ends with its batch, as `with` or as a decorator: one act of the hot path.

    Where nothing else was sent in it, the one statement is the transaction: two round trips less.
    """
    with transaction.atomic():
        is_outermost = len(connection.atomic_blocks) == 1
        with _gathered(ends_transaction=is_outermost):
            yield


@contextmanager
def gathered() -> Iterator[None]:
    """Open a batch inside the transaction; what was added is written when the block ends well.

    A block inside another one adds to the outer batch.
    """
    with _gathered(ends_transaction=False):
        yield


@contextmanager
def _gathered(*, ends_transaction: bool) -> Iterator[None]:
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
    if current.rows or current.calls or current.changes:
        with _without_begin() if ends_transaction else nullcontext():
            _write(current)


@contextmanager
def _without_begin() -> Iterator[None]:
    """Let the next statement be a transaction of its own, if this one has sent nothing yet."""
    driver: Any = connection.connection
    if driver.info.transaction_status != TransactionStatus.IDLE:
        yield
        return
    driver.autocommit = True
    try:
        yield
    finally:
        if not driver.closed:
            driver.autocommit = False


@lru_cache(maxsize=128)
def _columns(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    """The fields that the program fills; what the database fills (`db_default`) is left out."""
    return tuple(f for f in model._meta.concrete_fields if f.editable or f.primary_key)


@lru_cache(maxsize=128)
def _reader(
    model: type[models.Model],
) -> tuple[Callable[[dict[str, Any]], tuple[Any, ...]], frozenset[int], frozenset[int]]:
    """All values of a row at once, and the places of those that the driver does not take so: JSON, lists."""
    columns = _columns(model)
    json = frozenset(at for at, column in enumerate(columns) if isinstance(column, models.JSONField))
    lists = frozenset(at for at, column in enumerate(columns) if isinstance(column, ArrayField))
    return itemgetter(*(column.attname for column in columns)), json, lists  # of two columns and more: a tuple


def as_array(values: list[Any]) -> str:
    """A list as PostgreSQL writes an array: a third of the time that field and driver take for it."""
    return "{" + ",".join("NULL" if value is None else _quoted(str(value)) for value in values) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write(current: _Batch) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    groups: dict[type[models.Model], list[models.Model]] = {}
    for row in current.rows:
        groups.setdefault(type(row), []).append(row)
    counters: dict[tuple[Key, tuple[Any, ...]], int] = {}

    def place_of(number: Taken) -> int:
        key = (number.counter, tuple(name for name, _ in number.key)), tuple(value for _, value in number.key)
        return counters.setdefault(key, len(counters))

    given: list[tuple[models.Model, str, Taken, int]] = []
    shape: list[tuple[type[models.Model], int, Places]] = []
    params: list[Any] = []
    for model, group in groups.items():
        columns, (read, json, lists) = _columns(model), _reader(model)
        places: list[tuple[int, int]] = []
        for index, row in enumerate(group):
            values = read(row.__dict__)
            if not json and _PLAIN.issuperset(map(type, values)):
                params += values
                continue
            for at, value in enumerate(values):
                if type(value) in _PLAIN and at not in json:
                    params.append(value)
                elif at in lists and _PLAIN.issuperset(map(type, value)):
                    params.append(as_array(value))
                elif isinstance(value, Taken):
                    place = place_of(value)
                    places.append((index * len(columns) + at, place))
                    params += [value.before, value.width]
                    given.append((row, columns[at].attname, value, place))
                elif isinstance(value, Enum):
                    params.append(value.value)
                else:
                    params.append(columns[at].get_db_prep_save(value, database))
        shape.append((model, len(group), tuple(places)))
    changes = tuple(
        (
            one.model,
            tuple((name, place_of(value) if isinstance(value, Taken) else None) for name, value in one.values),
            tuple((name, value is None) for name, value in one.where),
        )
        for one in current.changes
    )
    calls = tuple(call for call, _ in current.calls)
    sql = _statement(tuple(key for key, _ in counters), tuple(shape), changes, calls)
    params[:0] = [value for _, values in counters for value in values]
    for one in current.changes:
        for name, value in one.values:
            if isinstance(value, Taken):
                params += [value.before, value.width]
                if one.row is not None:
                    given.append((one.row, name, value, place_of(value)))
            elif isinstance(value, Enum):
                params.append(value.value)
            elif type(value) in _PLAIN:
                params.append(value)
            else:
                column: Any = one.model._meta.get_field(name)
                params.append(column.get_db_prep_save(value, database))
        params += [
            value.value if isinstance(value, Enum) else value for _, value in one.where if value is not None
        ]
    params += [value for _, values in current.calls for value in values]
    try:
        with raw_cursor() as cursor:
            cursor.execute(sql, params)
            lasts = cursor.fetchone() or ()
    except DataError as error:
        if changes and isinstance(error.__cause__, DivisionByZero):
            raise Overtaken from error
        raise
    for row, attribute, taken, place in given:
        setattr(row, attribute, f"{taken.before}{lasts[place]:0{taken.width}}")
    for row in current.rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@lru_cache(maxsize=512)
def _statement(
    counters: tuple[Key, ...],
    shape: tuple[tuple[type[models.Model], int, Places], ...],
    changes: tuple[
        tuple[type[models.Model], tuple[tuple[str, int | None], ...], tuple[tuple[str, bool], ...]], ...
    ],
    calls: tuple[str, ...],
) -> str:
    """One statement: a part for each counter, each table with its rows as VALUES, each change, each call.

    A change that finds no row divides by zero: so the whole statement fails.
    """
    parts = [f"n{place} AS ({_counter(*key)})" for place, key in enumerate(counters)]
    for index, (model, count, places) in enumerate(shape):
        columns = _columns(model)
        names = ", ".join(f'"{column.column}"' for column in columns)
        taken = dict(places)
        marks = [_mark(column, taken.get(at)) for at, column in enumerate(columns * count)]
        lines = [", ".join(marks[at : at + len(columns)]) for at in range(0, len(marks), len(columns))]
        rows = ", ".join(f"({line})" for line in lines)
        parts.append(f'r{index} AS (INSERT INTO "{model._meta.db_table}" ({names}) VALUES {rows})')  # noqa: S608
    parts += [f"u{index} AS ({_change(*one)})" for index, one in enumerate(changes)]
    parts += [f"c{index} AS ({call})" for index, call in enumerate(calls)]
    answers = [f"(SELECT last FROM n{place})" for place in range(len(counters))]  # noqa: S608
    answers += [f"1 / (SELECT count(*) FROM u{index})" for index in range(len(changes))]  # noqa: S608
    return numbered(f"WITH {', '.join(parts)} SELECT {', '.join(answers) or '1'}")


def _change(
    model: type[models.Model], values: tuple[tuple[str, int | None], ...], where: tuple[tuple[str, bool], ...]
) -> str:
    columns = {column.attname: column for column in model._meta.concrete_fields}

    def said(name: str, place: int | None = None) -> str:
        return f'"{columns[name].column}" = {_mark(columns[name], place)}'

    conditions = (f'"{columns[name].column}" IS NULL' if is_null else said(name) for name, is_null in where)
    return (  # names are the models' own
        f'UPDATE "{model._meta.db_table}" SET {", ".join(said(*one) for one in values)} '  # noqa: S608
        f"WHERE {' AND '.join(conditions)} RETURNING 1"
    )


def _mark(column: models.Field[Any, Any], place: int | None) -> str:
    if place is None:
        return f"%s::{column.db_type(connection)}".replace("serial", "int")
    number = "lpad(last::text, greatest(%s::int, length(last::text)), '0')"
    return f"(SELECT %s::text || {number} FROM n{place})"  # noqa: S608 - no value stands in the text


def _counter(model: type[models.Model], fields: tuple[str, ...]) -> str:
    table = model._meta.db_table
    columns = [column for column in model._meta.concrete_fields if column.name in fields]
    ordered = sorted(columns, key=lambda column: fields.index(column.name))
    names = ", ".join(f'"{column.column}"' for column in ordered)
    marks = ", ".join(f"%s::{column.db_type(connection)}" for column in ordered)
    return (  # names are the models' own
        f'INSERT INTO "{table}" ({names}, "last") VALUES ({marks}, 1) ON CONFLICT ({names}) '  # noqa: S608
        f'DO UPDATE SET "last" = "{table}"."last" + 1 RETURNING "last"'
    )
