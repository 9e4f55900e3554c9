"""Every change to when an office works. Due dates already given are the dossiers' to reckon anew."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from cchc.foundation.identity.models import Agency, User
from cchc.foundation.worktime import rules
from cchc.foundation.worktime.choices import DayStatus
from cchc.foundation.worktime.events import (
    HolidaysSeeded,
    HoursRemoved,
    HoursSet,
    SpecialDayRemoved,
    SpecialDaySet,
)
from cchc.foundation.worktime.models import SpecialDay, WeekPattern
from cchc.foundation.worktime.permissions import require_manage
from cchc.foundation.worktime.readers import holidays_of
from cchc.kernel import events
from cchc.kernel.generations import bump
from cchc.kernel.lifecycle import Stale

SEEDED_YEARS = range(2020, 2029)  # from before the first dossiers to the last year whose law is known


def missing_holidays(*, years: Iterable[int]) -> tuple[rules.Special, ...]:
    """The holidays and make-up days of `years` of which the installation says nothing yet: what seeding adds."""
    known = set(SpecialDay.objects.filter(agency=None).values_list("on", flat=True))
    return tuple(day for day in holidays_of(sorted(set(years))) if day.on not in known)


@transaction.atomic
def seed_holidays(*, years: Iterable[int] = SEEDED_YEARS, by: User | None, at: datetime) -> int:
    """Enter the public holidays and make-up days of `years` for the whole installation; how many were new.

    A day of which something is said stays as it is, so this may be done again for a year to come; a holiday that
    was taken back comes again.
    """
    require_manage(by, None, at)
    wanted = sorted(set(years))
    if not wanted:
        return 0
    rows = [
        SpecialDay(
            on=day.on,
            status=DayStatus.OFF if day.is_off else DayStatus.WORKING,
            name=day.name,
            changed_by=by,
            changed_at=at,
        )
        for day in missing_holidays(years=wanted)
    ]
    SpecialDay.objects.bulk_create(rows)
    bump("calendar")
    events.publish(
        HolidaysSeeded(
            agency_id=None,
            reaches_back=wanted[0] < localdate(at).year,
            first_year=wanted[0],
            last_year=wanted[-1],
            added=len(rows),
            by_id=by.pk if by else None,
            at=at,
        )
    )
    return len(rows)


@transaction.atomic
def set_hours(
    *,
    agency: Agency | None,
    effective_on: date,
    week: rules.Week,
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> WeekPattern:
    """Let hours of the week hold from a day on, until the next ones; the same day again corrects them.

    `version` is that of the row which was shown, 0 where there was none, None to set in any case. Raises Stale.
    """
    require_manage(by, agency, at)
    row = WeekPattern.objects.held(agency.pk if agency else None, effective_on)
    _require_as_shown(row, version)
    row = row or WeekPattern(agency=agency, effective_on=effective_on, version=0)
    row.hours = week.rows()
    _save(row, by, at)
    change = rules.Hours(effective_on, week)
    events.publish(
        HoursSet(
            agency_id=row.agency_id, effective_on=effective_on, hours=row.hours, by_id=row.changed_by_id, at=at,
            reaches_back=rules.reaches_back(change, localdate(at)),
        )
    )  # fmt: skip
    return row


@transaction.atomic
def remove_hours(
    *, agency: Agency | None, effective_on: date, version: int | None = None, by: User | None, at: datetime
) -> None:
    """Take hours of the week back: those before them run on. Raises Stale when they are gone or changed."""
    require_manage(by, agency, at)
    row = WeekPattern.objects.held(agency.pk if agency else None, effective_on)
    _require_as_shown(row, version)
    if row is None:
        raise Stale
    row.delete()
    bump("calendar")
    events.publish(
        HoursRemoved(
            agency_id=row.agency_id, effective_on=effective_on, by_id=by.pk if by else None, at=at,
            reaches_back=rules.reaches_back(rules.HoursRemoval(effective_on), localdate(at)),
        )
    )  # fmt: skip


@transaction.atomic
def set_special_day(
    *,
    agency: Agency | None,
    on: date,
    status: DayStatus,
    name: str,
    spans: Sequence[rules.Span] = (),
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> SpecialDay:
    """Say that a day is off, or worked (in `spans`, else a full day), and why; the same day again corrects it.

    `version` is that of the row which was shown, 0 where there was none, None to set it in any case. Raises Stale;
    rules.UnworkableHours for spans that nobody could keep; ValueError without a name.
    """
    require_manage(by, agency, at)
    special = rules.Special(on, status == DayStatus.OFF, name.strip(), tuple(spans))
    row = SpecialDay.objects.held(agency.pk if agency else None, on)
    _require_as_shown(row, version)
    row = row or SpecialDay(agency=agency, on=on, version=0)
    row.status, row.name, row.spans = status, special.name, rules.spans_to(special.spans)
    _save(row, by, at)
    events.publish(
        SpecialDaySet(
            agency_id=row.agency_id, on=on, status=status, name=row.name, spans=row.spans, at=at,
            by_id=row.changed_by_id, reaches_back=rules.reaches_back(special, localdate(at)),
        )
    )  # fmt: skip
    return row


@transaction.atomic
def remove_special_day(
    *, agency: Agency | None, on: date, version: int | None = None, by: User | None, at: datetime
) -> None:
    """Take back what was said of a day: an agency then follows the installation. Raises Stale when it is gone."""
    require_manage(by, agency, at)
    row = SpecialDay.objects.held(agency.pk if agency else None, on)
    _require_as_shown(row, version)
    if row is None:
        raise Stale
    row.delete()
    bump("calendar")
    events.publish(
        SpecialDayRemoved(
            agency_id=row.agency_id, on=on, status=row.status, name=row.name, by_id=by.pk if by else None, at=at,
            reaches_back=rules.reaches_back(rules.Removal(on), localdate(at)),
        )
    )  # fmt: skip


def _require_as_shown(row: WeekPattern | SpecialDay | None, version: int | None) -> None:
    if version is not None and version != (row.version if row else 0):
        raise Stale(row.changed_by if row else None, row.changed_at if row else None)


def _save(row: WeekPattern | SpecialDay, by: User | None, at: datetime) -> None:
    row.version += 1
    row.changed_by, row.changed_at = by, at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as lost:  # someone else said something of the same day in this very moment
        raise Stale from lost
    bump("calendar")
