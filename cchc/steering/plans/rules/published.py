"""Published figures as plain values under stable keys, and tables by unit read back from what was published."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cchc.steering.indicators.rules import Figure, Goal, Row, Table, Told, covered, shown

HIDDEN = "hidden"  # a handful of people or dossiers stand behind it, or it would betray such a cell
Cells = Mapping[str, Any]


def numbers(figure: Figure, goals: Sequence[Goal]) -> dict[str, Any]:
    """What is said of a figure."""
    value = figure.value
    return {
        "answer": str(figure.answer), "value": str(shown(value, goals)) if value is not None else None,
        "numerator": figure.numerator, "denominator": figure.denominator,
    }  # fmt: skip


def places(value: Decimal) -> int:
    """With how many decimals a published percentage is read: as many as it has; none of all or nothing."""
    exponent = value.as_tuple().exponent
    return 0 if value in (0, 100) or not isinstance(exponent, int) else -exponent


def hidden(denominator: int | None = None) -> dict[str, Any]:
    """What is said of a figure that is hidden; of a row of a table its whole, where that is told."""
    return {"answer": HIDDEN, "value": None, "numerator": None, "denominator": denominator}


def table_told(
    figures: Iterable[tuple[Mapping[str, Any] | None, Figure]], goals: Sequence[Goal], until: date, *,
    personal: bool, others: Sequence[Table] = (),
) -> dict[str, Any]:  # fmt: skip
    """The figures of units as everybody may see them. A unit is told by its key and names; None is no unit's.

    `others` are the tables of the same figure over the same period that were published before.
    """
    lines = list(figures)
    rows = {_key(unit): _row(one) for unit, one in lines}
    table = covered(rows, until, others) if personal else None
    if personal and table is None:
        return {"answer": HIDDEN, "lines": []}
    told = table.rows if table is not None else {key: Told(row.yes, row.whole) for key, row in rows.items()}
    return {
        "answer": "known",
        "lines": [{"unit": unit, **_line(one, told[_key(unit)], goals)} for unit, one in lines],
    }


def _line(figure: Figure, told: Told, goals: Sequence[Goal]) -> dict[str, Any]:
    return hidden(told.denominator) if told.numerator is None else numbers(figure, goals)


def _row(figure: Figure) -> Row:
    n, whole = figure.numerator or 0, figure.denominator or 0
    return Row(n, whole - n)


def tables_of(row: Cells) -> Iterable[tuple[tuple[Any, ...], Table]]:
    """The tables by unit of a published figure, each with what it is about: indicator, reading, first day."""
    for one in (row, *row["readings"]):
        told = one.get("by_unit")
        if told and told["lines"] and one["denominator"] is not None:
            yield about(row, one), Table(
                one["numerator"], one["denominator"],
                {_key(line["unit"]): Told(line["numerator"], line["denominator"]) for line in told["lines"]},
                date.fromisoformat(row["figures_to"]),
            )  # fmt: skip


def about(row: Cells, reading: Cells) -> tuple[Any, ...]:
    """Of which figure a reading of a published row is, on whatever day it was published."""
    return row["indicator"], reading["reading"]["key"], row["period"][0] if row["period"] else None


def _key(unit: Mapping[str, Any] | None) -> Any:
    return unit["id"] if unit else None
