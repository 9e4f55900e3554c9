"""Figures of the catalogue at the ends of the last months, by unit: one statement, kept until it changes."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, Q

from cchc.kernel.facts import day_of
from cchc.kernel.generations import kept
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Source
from cchc.steering.indicators.rules import Figure
from cchc.steering.indicators.services import computing, summing
from cchc.steering.indicators.services.asked import Asked, asked, facts

MONTHS = 12

Cells = tuple[tuple[int | None, tuple[tuple[int, int], ...]], ...]  # unit, then above and below the line by month


def is_of_catalogue(ask: Asked) -> bool:
    """Whether a figure counts what stands in the catalogue, which changes only there, from day to day."""
    return ask.reading.is_computed and not any(facts()[key].tallied for key in ask.reading.facts)


def counted(ask: Asked) -> Cells:
    """What it was at the ends of the last twelve months, the last one as of its day."""
    return _counted(ask.definition.key, ask.reading.key, ask.agency_id, day_of(ask.at))


@kept("catalogue")
def _counted(indicator: str, reading: str, agency_id: int, day: date) -> Cells:
    asks = [
        asked(indicator, agency_id=agency_id, as_of=day, period=month, reading=reading)
        for month in rules.last_periods("month", day, MONTHS)
    ]
    said = [computing.conditions(ask) for ask in asks]
    columns: dict[str, Any] = {}
    for index, one in enumerate(said):
        columns[f"in_n_{index}"] = computing.as_column(one.numerator)
        columns[f"in_d_{index}"] = computing.as_column(one.denominator)
    counts = {name.removeprefix("in_"): Count("pk", filter=Q(**{name: True})) for name in columns}
    below = asks[-1].reading.denominator
    owner = facts()[below.facts[0]].by["unit"] if below else "pk"
    found = said[-1].rows.annotate(**columns).order_by().values_list(owner).annotate(**counts)
    return tuple((unit, tuple(zip(cells[::2], cells[1::2], strict=True))) for unit, *cells in found)


def figure_of(ask: Asked, cells: Cells, month: int) -> Figure:
    """The figure of one of the months."""
    inside = ask.inside
    mine = [counts[month] for unit, counts in cells if inside is None or unit in inside]
    return replace(
        ask.empty, source=Source.COMPUTED, numerator=sum(n for n, _ in mine),
        denominator=sum(whole for _, whole in mine),
    )  # fmt: skip


def by_unit(ask: Asked, cells: Cells) -> tuple[Figure, ...]:
    """The figure of each unit that owns rows, as of the last day."""
    if not ask.definition.by_unit:
        return ()
    return summing.of_units(ask, ((unit, *counts[-1]) for unit, counts in cells))
