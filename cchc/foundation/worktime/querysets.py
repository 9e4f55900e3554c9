"""Reads of the calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Q, QuerySet

from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.rules import Calendar, Hours, Special, Week, spans_from
from cchc.kernel.generations import kept

if TYPE_CHECKING:
    from cchc.foundation.worktime.models import SpecialDay, WeekPattern


class WeekPatternQuerySet(QuerySet["WeekPattern"]):
    """Hours of the week, to be chained."""

    def bearing_on(self, agency_id: int | None) -> Self:
        """Those of an agency and those of the whole installation, oldest first."""
        return self.filter(Q(agency=None) | Q(agency=agency_id)).order_by("effective_on", "id")

    def held(self, agency_id: int | None, effective_on: date) -> WeekPattern | None:
        """The hours set for one agency (or for all) from a day on, held until the transaction ends."""
        return self.select_for_update().filter(agency=agency_id, effective_on=effective_on).first()


class SpecialDayQuerySet(QuerySet["SpecialDay"]):
    """Special days, to be chained."""

    def bearing_on(self, agency_id: int | None) -> Self:
        """Those of an agency and those of the whole installation, by date."""
        return self.filter(Q(agency=None) | Q(agency=agency_id)).order_by("on", "id")

    def in_year(self, year: int) -> Self:
        """Those of a year."""
        return self.filter(on__year=year)

    def held(self, agency_id: int | None, on: date) -> SpecialDay | None:
        """What is said of a day for one agency (or for all), held until the transaction ends."""
        return self.select_for_update().filter(agency=agency_id, on=on).first()


@kept("calendar")
def calendar_of(agency_id: int | None) -> Calendar:
    """When an agency works; None: what holds for every agency that says nothing else. Kept until it changes."""
    patterns = WeekPatternQuerySet(apps.get_model("worktime.WeekPattern")).bearing_on(agency_id)
    days = SpecialDayQuerySet(apps.get_model("worktime.SpecialDay")).bearing_on(agency_id)
    hours = [(row.agency_id, Hours(row.effective_on, Week.parse(row.hours))) for row in patterns]
    specials = [(row.agency_id, special_of(row)) for row in days]
    return Calendar(
        hours=tuple(hours for owner, hours in hours if owner is not None),
        specials=tuple(special for owner, special in specials if owner is not None),
        shared_hours=tuple(hours for owner, hours in hours if owner is None),
        shared_specials=tuple(special for owner, special in specials if owner is None),
    )


def special_of(row: SpecialDay) -> Special:
    """A stored special day as the rules know it."""
    return Special(row.on, row.status == DayStatus.OFF, row.name, spans_from(row.spans))
