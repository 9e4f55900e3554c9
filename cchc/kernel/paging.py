"""Pages of long lists: by the last row seen, never by counting what came before."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import F, Field, Model, Q, QuerySet

M = TypeVar("M", bound=Model)

COUNT_CAP = 10_000


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows of a list, and the marks with which the next and the first ones are asked for."""

    rows: list[M]
    next_mark: str  # empty: nothing follows
    is_first: bool


def _pack(values: list[Any]) -> str:
    raw = json.dumps([v.isoformat() if isinstance(v, date | datetime) else str(v) for v in values])
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _field(rows: QuerySet[Any], name: str) -> Field[Any, Any]:
    known = rows.query.annotations.get(name)
    if known is not None:
        return known.output_field
    return next(field for field in rows.model._meta.concrete_fields if field.name == name)


def _unpack(mark: str, rows: QuerySet[Any], fields: list[str]) -> list[Any] | None:
    """The values in `mark`, or None where somebody made it up."""
    try:
        raw = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        return [_field(rows, name).to_python(value) for name, value in zip(fields, raw, strict=True)]
    except Exception:  # noqa: BLE001 - whatever a stranger typed here, the list begins at its start
        return None


def keyset(rows: QuerySet[M], *, by: str | Sequence[str], mark: str, size: int = 50) -> Page[M]:
    """One page of `rows`, ordered by the field `by` ("-" before it: falling), or by several, and then the key.

    The fields, of the model or annotated, must not be null. `mark` is what the page before gave, or empty.
    """
    keys = [by] if isinstance(by, str) else list(by)
    if keys[-1].removeprefix("-") != "pk":
        keys.append("-pk" if keys[-1].startswith("-") else "pk")
    own = rows.model._meta.pk.name
    names = [own if key.removeprefix("-") == "pk" else key.removeprefix("-") for key in keys]
    ways = ["lt" if key.startswith("-") else "gt" for key in keys]
    found = rows.order_by(
        *(F(name).desc() if way == "lt" else F(name).asc() for name, way in zip(names, ways, strict=True))
    )
    after = _unpack(mark, rows, names) if mark else None
    if after is not None:
        found = found.filter(_beyond(names, ways, after))
    seen = list(found[: size + 1])
    last = seen[size - 1] if len(seen) > size else None
    following = _pack([getattr(last, name) for name in names]) if last is not None else ""
    return Page(rows=seen[:size], next_mark=following, is_first=after is None)


def _beyond(names: list[str], ways: list[str], after: list[Any]) -> Q:
    """What stands behind the row `after`: each field says so, or is equal and the next one decides."""
    if len(names) == 1:
        return Q(**{f"{names[0]}__{ways[0]}": after[0]})
    further = Q(**{f"{names[0]}__{ways[0]}": after[0]})
    equal = Q(**{names[0]: after[0]})
    return Q(**{f"{names[0]}__{ways[0]}e": after[0]}) & (
        further | (equal & _beyond(names[1:], ways[1:], after[1:]))
    )


def capped_count(rows: QuerySet[Any], cap: int = COUNT_CAP) -> int:
    """How many rows there are, but never more than `cap` + 1: "hơn 10.000" is enough to know."""
    return rows.order_by().values("pk")[: cap + 1].count()
