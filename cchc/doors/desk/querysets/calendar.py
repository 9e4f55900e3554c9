"""Reads of the calendar's pages: whose calendars one keeps, what is said of a year, names of procedures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.timezone import localdate

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.permissions import reach
from cchc.foundation.identity.querysets import parents_of_agencies

if TYPE_CHECKING:
    from cchc.foundation.identity.models import Agency, User
    from cchc.foundation.worktime.models import SpecialDay, WeekPattern
    from cchc.foundation.worktime.querysets import SpecialDayQuerySet, WeekPatternQuerySet


def kept_by(user: User, at: datetime) -> tuple[list[Agency], bool]:
    """The agencies whose calendar a person keeps, by a right in them or above; whether the installation's too."""
    own, parents = reach(user, [Right.MANAGE_CALENDAR], at).agencies, parents_of_agencies()
    found = set()
    for agency in parents:
        above: int | None = agency
        while above is not None and above not in own:
            above = parents.get(above)
        if above is not None:
            found.add(agency)
    rows: Any = apps.get_model("identity.Agency").objects.filter(pk__in=found)
    return list(rows.on(localdate(at)).order_by("name")), any(parents.get(pk, pk) is None for pk in own)


def said_of(agency_id: int | None, year: int) -> list[SpecialDay]:
    """The special days of a year that bear on an agency: its own, and the installation's."""
    rows: SpecialDayQuerySet = apps.get_model("worktime.SpecialDay").objects.all()
    return list(rows.bearing_on(agency_id).in_year(year).select_related("agency"))


def hours_of(agency_id: int | None) -> list[WeekPattern]:
    """The hours of the week that bear on an agency, newest first."""
    rows: WeekPatternQuerySet = apps.get_model("worktime.WeekPattern").objects.all()
    return list(rows.bearing_on(agency_id).select_related("agency").order_by("-effective_on", "agency"))


def procedures_named(ids: Iterable[int]) -> dict[int, str]:
    """The names of procedures, by their newest versions."""
    versions = apps.get_model("procedures.Version").objects.filter(procedure__in=set(ids)).order_by("number")
    return dict(versions.values_list("procedure", "name"))
