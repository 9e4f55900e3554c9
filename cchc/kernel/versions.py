"""Which version of a row a statement saw: for what is kept in memory as long as its rows are the same."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, TextField


class RowVersion(Func):
    """The version of a row as PostgreSQL tells them apart: where it lies and which transaction wrote it.

    Named by any column of the row that is its own (`RowVersion("holding__starts_on")`). Every UPDATE makes another
    version, whoever sends it.
    """

    arity = 1
    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        """Place and transaction of the row, as text."""
        column, params = compiler.compile(self.get_source_expressions()[0])
        table = column.rpartition(".")[0]
        return f"({table}.ctid::text || {table}.xmin::text)", params
