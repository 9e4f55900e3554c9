"""Many figures of one agency at once, each with its last months and its units: what a plan asks.

A few statements, however many measures: one over the sums for all that is counted of dossiers, one for all values
that were declared. What is counted of the catalogue does not grow with dossiers, and is kept until that changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cchc.kernel.facts import day_of
from cchc.steering.indicators import rules
from cchc.steering.indicators.rules import Figure
from cchc.steering.indicators.services import catalogue, computing, summing
from cchc.steering.indicators.services.asked import Asked, asked
from cchc.steering.indicators.services.binding import Measure
from cchc.steering.indicators.services.tallying import Sums

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
    every = [_Lines.of(measure, agency_id, at, unit_id) for measure in dict.fromkeys(measures)]
    sums = summing.sums_of((ask for lines in every for ask in lines.all), by_unit=unit_id is None, endangered=True)
    declared = computing.declared_of([lines.whole for lines in every])
    return {lines.measure: _overview(lines, sums, declared) for lines in every}


@dataclass(frozen=True)
class _Lines:
    """What is asked for a measure: the figure, and those of the last months."""

    measure: Measure
    whole: Asked
    months: tuple[Asked, ...]

    @classmethod
    def of(cls, measure: Measure, agency_id: int, at: datetime, unit_id: int | None) -> "_Lines":
        def ask(period: rules.Period | None) -> Asked:
            return asked(
                measure.indicator, agency_id=agency_id, as_of=at, period=period, unit_id=unit_id,
                reading=measure.reading,
            )  # fmt: skip

        whole = ask(rules.period_of(measure.period, day_of(at)) if measure.period else None)
        months = rules.last_periods("month", day_of(at), MONTHS) if whole.reading.is_computed else ()
        return cls(measure, whole, tuple(map(ask, months)))

    @property
    def all(self) -> tuple[Asked, ...]:
        """Every figure asked for."""
        return (self.whole, *self.months)


def _overview(lines: _Lines, sums: Sums | None, declared: Sequence[Figure]) -> Overview:
    ask, least = lines.whole, lines.measure.minimum_volume
    if not ask.reading.is_computed or ask.definition.declared:
        found = next(
            one for one in declared if (one.indicator, one.reading) == _key(ask) and one.period == ask.period
        )
        return _with_least(Overview(found), least)
    if catalogue.is_of_catalogue(ask):
        return _with_least(_of_catalogue(lines), least)
    if sums is None or not summing.is_summed(ask):
        return _with_least(_counted(lines), least)
    return _with_least(
        Overview(
            figure=summing.figure_of(sums, ask),
            trend=tuple(summing.figure_of(sums, month) for month in lines.months),
            by_unit=summing.by_unit(sums, ask) if ask.unit_id is None and ask.definition.by_unit else (),
            endangered=summing.endangered(sums, ask),
        ),
        least,
    )


def _key(ask: Asked) -> tuple[str, str]:
    return ask.definition.key, ask.reading.key


def _with_least(found: Overview, least: int | None) -> Overview:
    """The same without reasons and counts beside, every cell with the minimum that the measure has."""
    enough = found.figure.minimum_volume if least is None else least

    def cell(figure: Figure) -> Figure:
        return replace(figure.without_rows(), minimum_volume=enough)

    return replace(
        found,
        figure=cell(found.figure),
        trend=tuple(map(cell, found.trend)),
        by_unit=tuple(map(cell, found.by_unit)),
    )


def _of_catalogue(lines: _Lines) -> Overview:
    ask = lines.whole
    counted = catalogue.counted(ask)
    trend = tuple(catalogue.figure_of(month, counted, index) for index, month in enumerate(lines.months))
    whole = catalogue.figure_of(ask, counted, -1)
    return Overview(whole, trend, catalogue.by_unit(ask, counted) if ask.unit_id is None else ())


def _counted(lines: _Lines) -> Overview:
    """Where no sums are kept yet: each figure from the rows."""
    ask = lines.whole
    told: dict[str, Any] = {
        "agency_id": ask.agency_id,
        "as_of": ask.at,
        "period": ask.period,
        "reading": ask.reading.key,
    }
    return Overview(
        figure=computing.counted(ask),
        trend=tuple(map(computing.counted, lines.months)),
        by_unit=computing.by_unit(ask.definition.key, **told) if ask.unit_id is None else (),
        endangered=computing.endangering(ask.definition.key, unit_id=ask.unit_id, **told).count(),
    )
