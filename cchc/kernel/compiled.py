"""Statements of the hot path: their SQL is made once a process, their plan once a connection.

Making the SQL of a large query takes the ORM more time than PostgreSQL needs to answer it. A `Compiled` query is
written with the ORM, and only its parameters differ from one time to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.query import ValuesIterable, get_related_populators
from psycopg import RawCursor

R = TypeVar("R")  # a row: an instance, or what `values` makes of it


def numbered(sql: str) -> str:
    """A statement with `%s` for its parameters, as PostgreSQL itself numbers them: `$1`, `$2`."""
    head, *rest = sql.split("%s")
    return (head + "".join(f"${n}{part}" for n, part in enumerate(rest, 1))).replace("%%", "%")


@contextmanager
def raw_cursor() -> Iterator[Any]:
    """A cursor for `numbered` statements, which the driver need not read, and whose plans the server keeps.

    Not for searches: a plan made for every word is a bad plan for a rare one.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.close_if_health_check_failed()
    database.ensure_connection()
    driver: Any = database.connection
    before, driver.prepare_threshold = driver.prepare_threshold, 0
    try:
        with database.make_cursor(RawCursor(driver)) as cursor:  # type: ignore[arg-type]  # it wraps the driver's
            yield cursor
    finally:
        driver.prepare_threshold = before


class Compiled(Generic[R]):
    """A query whose parameters are named: `Compiled(lambda pk: rows.filter(pk=pk), pk=-1)`, then `query(pk=7)`.

    With `examples` the SQL is made: values of the right type that nothing else among the parameters is equal to.
    Related rows are joined in (`select_related`); nothing is prefetched. `values()` gives dictionaries.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, R]], **examples: Any) -> None:
        self._make, self._examples = make, examples

    def __call__(self, **values: Any) -> list[R]:
        """The rows for these values."""
        sql, params, places, build = self._parts
        given = list(params)
        for name, value in values.items():
            for place in places[name]:
                given[place] = value
        with raw_cursor() as cursor:
            cursor.execute(sql, given)
            return build(cursor.fetchall())

    @cached_property
    def _parts(self) -> tuple[str, tuple[Any, ...], dict[str, list[int]], Callable[[list[Any]], list[Any]]]:
        rows: Any = self._make(**self._examples)
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = {
            name: [at for at, param in enumerate(params) if param == example]
            for name, example in self._examples.items()
        }
        builder = _by_name if issubclass(rows._iterable_class, ValuesIterable) else _builder
        return numbered(sql), tuple(params), places, builder(compiler)


def _builder(compiler: Any) -> Callable[[list[Any]], list[Any]]:
    """Rows to instances, as the ORM does it (`ModelIterable`), with what depends on the query alone done once."""
    select, klass, annotations = compiler.select, compiler.klass_info, compiler.annotation_col_map or {}
    model, fields = klass["model"], klass["select_fields"]
    first, last = fields[0], fields[-1] + 1
    names = [column[0].target.attname for column in select[first:last]]
    related = get_related_populators(klass, select, connection.alias)  # type: ignore[call-arg]  # Django 5.2's
    converters = compiler.get_converters([expression for expression, *_ in select])

    def build(rows: list[Any]) -> list[Any]:
        found = []
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            instance = model.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in related:
                populator.populate(row, instance)
            for name, place in annotations.items():
                setattr(instance, name, row[place])
            found.append(instance)
        return found

    return build


def _by_name(compiler: Any) -> Callable[[list[Any]], list[dict[str, Any]]]:
    """Rows to dictionaries, as the ORM does it (`ValuesIterable`)."""
    query = compiler.query
    names = list(query.selected or (*query.extra_select, *query.values_select, *query.annotation_select))
    converters = compiler.get_converters([expression for expression, *_ in compiler.select])

    def build(rows: list[Any]) -> list[dict[str, Any]]:
        found = compiler.apply_converters(rows, converters) if converters else rows
        return [dict(zip(names, row, strict=False)) for row in found]

    return build
