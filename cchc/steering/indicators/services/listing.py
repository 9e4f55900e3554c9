"""The rows behind one part of a figure, as pages and files list them; the figure and its rows are asked alike."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cchc.kernel.facts import day_of
from cchc.onestop.dossiers.models import Dossier
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Part, Source
from cchc.steering.indicators.rules import Figure, Period
from cchc.steering.indicators.services import computing
from cchc.steering.indicators.services.asked import Asked, asked, facts
from cchc.steering.indicators.services.binding import Measure

ENDANGERING = "endangering"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One figure as a page asks for it: what, of whom, as of when, over which period.

    `own` asks for what a unit owns itself, without the units inside it: a line of the table by unit. A unit of
    None with `own` is what no unit owns.
    """

    measure: Measure
    agency_id: int
    at: datetime
    unit_id: int | None = None
    own: bool = False

    @property
    def period(self) -> Period | None:
        """The period of its kind in which the moment lies; None: as the definition has it."""
        return rules.period_of(self.measure.period, day_of(self.at)) if self.measure.period else None

    @property
    def told(self) -> dict[str, Any]:
        """The arguments by which everything else is asked for."""
        return {
            "agency_id": self.agency_id, "as_of": self.at, "period": self.period, "reading": self.measure.reading,
            "unit_id": None if self.own else self.unit_id,
        }  # fmt: skip


def figure_wanted(wanted: Wanted) -> Figure:
    """The figure, with reasons and counts beside it; of a unit alone without them. Raises KeyError."""
    least = wanted.measure.minimum_volume
    if not wanted.own:
        found = computing.figure(wanted.measure.indicator, **wanted.told)
    else:
        told = {key: value for key, value in wanted.told.items() if key != "unit_id"}
        units = computing.by_unit(wanted.measure.indicator, **told)
        whole = asked(wanted.measure.indicator, **wanted.told)
        found = next((one for one in units if one.unit_id == wanted.unit_id), _nothing(whole, wanted.unit_id))
    return found if least is None else replace(found, minimum_volume=least)


def _nothing(ask: Asked, unit_id: int | None) -> Figure:
    return Figure(
        indicator=ask.definition.key, code=ask.definition.code, reading=ask.reading.key,
        version=ask.version.number, source=Source.COMPUTED, as_of=ask.at, agency_id=ask.agency_id,
        period=ask.period, unit_id=unit_id, numerator=0, denominator=0,
    )  # fmt: skip


def rows_wanted(wanted: Wanted, part: str, *, fact: str = "", viewer: Any = None) -> QuerySet[Any]:
    """The rows of a part (choices.Part, or `ENDANGERING`), as many as the figure says. See `computing.rows`."""
    indicator = wanted.measure.indicator
    if part == ENDANGERING:
        found = computing.endangering(indicator, viewer=viewer, **wanted.told)
    else:
        found = computing.rows(indicator, part, fact=fact, viewer=viewer, at=wanted.at, **wanted.told)
    return found.filter(_owned(wanted)) if wanted.own else found


def _owned(wanted: Wanted) -> Q:
    ask = asked(wanted.measure.indicator, **wanted.told)
    below = ask.reading.denominator
    if below is None or not below.facts:
        return Q(pk__in=[])
    return Q(**{facts()[below.facts[0]].by["unit"]: wanted.unit_id})


def is_of_people(indicator: str) -> bool:
    """Whether the rows of an indicator are dossiers, so that looking at them is recorded."""
    definition = rules.definitions()[indicator]
    keys = {key for reading in definition.versions[-1].readings for key in reading.facts}
    return any(facts()[key].rows().model is Dossier for key in keys)


def part_name(part: str) -> str:
    """What a part is called. Raises ValueError."""
    return _("Đang giải quyết, có thể làm giảm kết quả") if part == ENDANGERING else str(Part(part).label)
