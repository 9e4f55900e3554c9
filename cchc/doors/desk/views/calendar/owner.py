"""Whose calendar a page is about, and how it is said in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cchc.doors.desk.forms import calendar as typing
from cchc.doors.desk.querysets import calendar as reads
from cchc.foundation.identity.models import Agency
from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import (
    Calendar,
    Week,
    spans_from,
)

SHARED = "chung"


@dataclass(frozen=True)
class Owner:
    """Whose calendar is looked at: an agency's, or that of the whole installation (no agency)."""

    agency: Agency | None
    choices: tuple[tuple[str, str], ...]
    keeps_shared: bool

    @property
    def key(self) -> str:
        """As it stands in the URL."""
        return str(self.agency.pk) if self.agency else SHARED

    @property
    def agency_id(self) -> int | None:
        """Its key; None for the whole installation."""
        return self.agency.pk if self.agency else None

    @property
    def name(self) -> str:
        """In words."""
        return self.agency.name if self.agency else _("Toàn hệ thống")

    @property
    def calendar(self) -> Calendar:
        """As it is now."""
        return calendar_of(self.agency_id)


def owner_of(user: Any, given: str, at: datetime) -> Owner:
    """Whose calendar the URL asks for, if the person keeps it; their own office's first. Raises Http404."""
    agencies, keeps_shared = reads.kept_by(user, at)
    choices = [(str(agency.pk), agency.name) for agency in agencies]
    if keeps_shared:
        choices.insert(0, (SHARED, _("Toàn hệ thống")))
    if given == SHARED:
        if not keeps_shared:
            raise Http404
        return Owner(None, tuple(choices), keeps_shared)
    own = next((agency for agency in agencies if agency.pk == user.agency_id), agencies[0] if agencies else None)
    found = own if not given else next((agency for agency in agencies if str(agency.pk) == given), None)
    if found is None:
        raise Http404
    return Owner(found, tuple(choices), keeps_shared)


def address(owner: Owner, year: int) -> str:
    """The page of a year."""
    return f"{reverse('desk:calendar')}?{urlencode({'co-quan': owner.key, 'nam': str(year)})}"


def whose(agency: Agency | None) -> str:
    """Who says something of a day, in a word or two."""
    return agency.short_name if agency else _("toàn hệ thống")


def day_words(status: str, spans: Any) -> str:
    """What a special day is, in words; `spans` as they are stored."""
    hours = typing.spans_said(spans_from(spans))
    if status == DayStatus.OFF:
        return _("nghỉ")
    return _("làm việc %(hours)s") % {"hours": hours} if hours else _("làm việc cả ngày")


def week_words(week: Week) -> str:
    """A week in words: days with the same hours together."""
    parts: list[tuple[list[str], str]] = []
    for name, spans in zip(typing.WEEKDAYS, week.days, strict=True):
        hours = typing.spans_said(spans) or _("nghỉ")
        if parts and parts[-1][1] == hours:
            parts[-1][0].append(str(name))
        else:
            parts.append(([str(name)], hours))
    names = [(days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}", hours) for days, hours in parts]
    return "; ".join(f"{days}: {hours}" for days, hours in names)


def week_initial(week: Week) -> dict[str, str]:
    """A week as its form shows it."""
    return {f"t{place}": typing.spans_said(spans) for place, spans in enumerate(week.days, 2)}
