"""Many figures of one agency at once, each with its last months and its units: what a plan asks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from cchc.kernel.facts import day_of
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Source
from cchc.steering.indicators.rules import Figure
from cchc.steering.indicators.services import computing
from cchc.steering.indicators.services.binding import Measure, figure_of

MONTHS = 12


@dataclass(frozen=True)
class Overview:
    """One measure as a plan's page shows it. No figure here carries reasons or counts beside it."""

    figure: Figure  # over the period of the measure's kind in which the day lies
    trend: tuple[Figure, ...] = ()  # of each of the last twelve months, oldest first; empty unless computed
    by_unit: tuple[Figure, ...] = ()  # over the same period as `figure`; empty where no unit owns the rows
    endangered: int = 0  # so many open rows may yet spoil it


def overview(
    measures: Iterable[Measure], *, agency_id: int, as_of: date | datetime, unit_id: int | None = None
) -> dict[Measure, Overview]:
    """What each measure was, of an agency or of one unit with all units inside it. Raises KeyError.

    Without a unit every figure stands by unit too: the units that own the rows, what no unit owns last.
    """
    at = as_of if isinstance(as_of, datetime) else rules.end_of(as_of)
    return {
        measure: _overview(measure, agency_id, at, unit_id)
        for measure in dict.fromkeys(measures)
    }  # fmt: skip


def _overview(measure: Measure, agency_id: int, at: datetime, unit_id: int | None) -> Overview:
    found = figure_of(measure, agency_id=agency_id, as_of=at, unit_id=unit_id).without_rows()
    if found.source != Source.COMPUTED:
        return Overview(found)
    period = rules.period_of(measure.period, day_of(at)) if measure.period else None
    of, how = measure.indicator, measure.reading
    months = computing.trend(of, agency_id=agency_id, as_of=at, unit_id=unit_id, reading=how, count=MONTHS)
    units = () if unit_id else computing.by_unit(of, agency_id=agency_id, as_of=at, period=period, reading=how)
    open_rows = computing.endangering(
        of, agency_id=agency_id, as_of=at, period=period, unit_id=unit_id, reading=how
    ).count()
    least = found.minimum_volume
    return Overview(
        figure=found,
        trend=tuple(replace(one.without_rows(), minimum_volume=least) for one in months),
        by_unit=tuple(replace(one, minimum_volume=least) for one in units),
        endangered=open_rows,
    )
