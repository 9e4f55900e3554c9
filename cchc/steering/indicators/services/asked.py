"""One figure as it is asked for, with what goes without saying."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from cchc.foundation.identity.querysets import units
from cchc.kernel.facts import Fact, day_of
from cchc.onestop.dossiers import facts as of_dossiers
from cchc.onestop.procedures import facts as of_procedures
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Kind, PeriodKind, Source
from cchc.steering.indicators.rules import Definition, Figure, Period, Reading


@cache
def facts() -> dict[str, Fact]:
    """Every fact that the domains offer, by key."""
    return {fact.key: fact for fact in (*of_procedures.FACTS, *of_dossiers.FACTS)}


@dataclass(frozen=True)
class Asked:
    """One figure as it is asked for: of what, how read, over which period, as of which moment, of whom."""

    definition: Definition
    version: rules.Rules
    reading: Reading
    agency_id: int
    at: datetime
    period: Period | None
    unit_id: int | None

    @property
    def start(self) -> datetime | None:
        """From when what is dated counts; a stock has no beginning."""
        return rules.start_of(self.period.start) if self.period else None

    @property
    def inside(self) -> list[int] | None:
        """The unit and all units in it; None: everybody."""
        if self.unit_id is None:
            return None
        return [unit.pk for unit in units().values() if self.unit_id in (unit.pk, *unit.path)]

    @property
    def empty(self) -> Figure:
        """The figure as long as nothing is known."""
        return Figure(
            indicator=self.definition.key, code=self.definition.code, reading=self.reading.key,
            version=self.version.number, source=Source.NONE, as_of=self.at, agency_id=self.agency_id,
            period=self.period, unit_id=self.unit_id, minimum_volume=self.version.minimum_volume,
        )  # fmt: skip


def asked(
    indicator: str, *, agency_id: int, as_of: date | datetime, period: Period | None = None,
    unit_id: int | None = None, reading: str = "",
) -> Asked:  # fmt: skip
    """What is asked for, with what goes without saying: a flow is over the calendar year, a stock over no period.

    `as_of` as a day is its end; a period that was over by then is seen at its own end. Raises KeyError.
    """
    definition = rules.definitions()[indicator]
    at = as_of if isinstance(as_of, datetime) else rules.end_of(as_of)
    if definition.kind == Kind.FLOW:
        period = period or rules.period_of(PeriodKind.YEAR, day_of(at))
    if period is not None:
        at = min(at, rules.end_of(period.end))
    version = definition.on(day_of(at))
    over = period if definition.kind == Kind.FLOW else None
    return Asked(definition, version, version.reading(reading), agency_id, at, over, unit_id)
